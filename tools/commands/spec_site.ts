import { Command, InvalidArgumentError } from "commander";
import { terminationAsked } from "../serve/run_server.ts";
import { readCitations } from "../spec/citations.ts";
import { coverageOf } from "../spec/coverage.ts";
import { readLedger } from "../spec/ledger.ts";
import { readPages } from "../spec/page.ts";
import { extractRequirements } from "../spec/requirements.ts";
import { buildSite } from "../spec/site/build.ts";
import { serveSite } from "../spec/site/serve_site.ts";
import { writeSite } from "../spec/site/write_site.ts";
import { UsageError } from "../usage_error.ts";

/** Where `fesa spec build` writes, relative to the working directory. */
const DEFAULT_OUT = ".site";

/** `fesa spec build` and `fesa spec serve`: the specification as a site. */
export function siteCommands(directory: string): Command[] {
  return [
    new Command("build")
      .description(
        "render the pages, with what tests each requirement, to HTML",
      )
      .option("--out <dir>", "where to write it", DEFAULT_OUT)
      .action(({ out }: { out: string }) => {
        const files = siteOf(directory);
        writeSite(out, files);
        console.log(`${files.size} files: open ${out}/index.html`);
      }),
    new Command("serve")
      .description("render the same and show it on 127.0.0.1 until SIGTERM")
      .option("--port <number>", "0 takes a free one", readPort, 0)
      .action(({ port }: { port: number }) => serve(directory, port)),
  ];
}

function siteOf(directory: string): ReadonlyMap<string, string> {
  const citations = readCitations();
  const { requirements } = extractRequirements(readPages(directory));
  const ledger = readLedger(directory);
  const coverage = coverageOf(requirements, citations, ledger);
  return buildSite(directory, coverage, citations);
}

async function serve(directory: string, port: number): Promise<void> {
  const asked = terminationAsked();
  const site = await serveSite(siteOf(directory), port).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
      throw new UsageError(
        `Cannot listen on port ${port} (${error.code}): choose another with --port`,
      );
    },
  );
  console.log(site.url);
  await asked;
  await site.close();
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a port from 0 to 65535");
}
