import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

/** A site that is being served. */
export interface ServedSite {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** Serves a site's files to this machine alone; port 0 takes a free one. */
export async function serveSite(
  files: ReadonlyMap<string, string>,
  port: number,
): Promise<ServedSite> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? "/");
    const text = path === undefined ? undefined : files.get(path);
    const head = request.method === "HEAD";
    if (!head && request.method !== "GET") {
      response.writeHead(405, { Allow: "GET, HEAD" }).end();
    } else if (path === undefined || text === undefined) {
      response.writeHead(404, { "Content-Type": "text/plain" })
        .end("No such page\n");
    } else {
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] });
      response.end(head ? undefined : text);
    }
  });
  await listening(server, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
};

function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(new URL(url, "http://site").pathname);
    return path === "/" ? "index.html" : path.slice(1);
  } catch {
    return undefined;
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => resolve());
  });
}
