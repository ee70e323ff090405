import process from "node:process";
import { Command } from "commander";
import {
  type Application,
  discard,
  echo,
  runServer,
  settingNames,
  terminationAsked,
} from "../serve/run_server.ts";
import { readSetup, type ServerSetup } from "../serve/listen_options.ts";
import { reloadOnHangUp } from "../serve/reload.ts";
import type { Demo } from "../serve/demo.ts";
import { UsageError } from "../usage_error.ts";

interface ServeOptions {
  readonly config?: string;
  readonly demo?: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly echo: boolean;
}

/** `fesa serve`: the reference server. */
export function serveCommand(): Command {
  return new Command("serve")
    .description(
      "Run the reference server: echoes what its clients send, prints JSON " +
        "lines of what happens, reads its configuration and certificate anew " +
        "on SIGHUP, closes its channels on SIGTERM",
    )
    .option("--config <file>", "Configuration, JSON")
    .option("--demo", "Throw-away keys instead, and how to connect with them")
    .option("--host <address>", "Where to listen (default: 127.0.0.1)")
    .option("--port <number>", "0 takes a free one (default: 0)", readPort)
    .option("--echo", "Send back whatever comes (default)")
    .option("--no-echo", "Read and discard it instead")
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  if (options.demo && options.config !== undefined) {
    throw new UsageError("Cannot use --demo together with --config");
  }
  if (options.demo) return await serveDemo(options);
  if (options.config === undefined) throw new UsageError(NO_CONFIGURATION);
  await run(options, readSetup(options.config));
}

const NO_CONFIGURATION =
  "No configuration: try --demo, or give --config FILE with, for example, " +
  JSON.stringify({
    listen: { host: "127.0.0.1", port: 7000 },
    secureConnection: {
      enabled: true,
      algorithm: "AES",
      certificate: "server.pem",
      key: "server.key",
    },
  });

async function serveDemo(options: ServeOptions): Promise<void> {
  const { makeDemo } = await import("../serve/demo.ts");
  const demo = await makeDemo(options.host ?? "127.0.0.1");
  process.once("exit", () => demo.remove());
  await run(options, demo, demo);
}

async function run(
  options: ServeOptions,
  first: ServerSetup,
  demo?: Demo,
): Promise<void> {
  const { options: setup, pin } = first;
  const application: Application = options.echo === false ? discard : echo;
  const server = await runServer(
    {
      ...setup,
      host: options.host ?? setup.host,
      port: options.port ?? setup.port,
    },
    application,
    print,
  );
  const { host, port } = server;
  const asked = terminationAsked();
  const { config } = options;
  if (config !== undefined) reloadOnHangUp(config, server, first, print);
  print({
    event: "listening",
    host,
    port,
    settings: settingNames(setup.settings),
    pin: pin ?? null,
    ...(demo && {
      trust: demo.trustFile,
      deploymentKey: demo.deploymentKeyFile,
    }),
  });
  if (demo) explain(demo, host, port);
  await asked;
  await server.close();
}

/** How to reach a demo in each setting. */
function explain(demo: Demo, host: string, port: number): void {
  const { pin, trustFile, deploymentKeyFile } = demo;
  const name = WILDCARDS.includes(host) ? "127.0.0.1" : host;
  const target = name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
  const connect = `${callOf(process.env)} connect ${target}`;
  process.stderr.write(
    `Throw-away keys, deleted on exit. Connect in each setting:
  ${connect} --trust ${trustFile}
  ${connect} --settings open --pin ${pin}
  ${connect} --settings proprietary --deployment-key ${deploymentKeyFile}
`,
  );
}

const WILDCARDS = ["0.0.0.0", "::"];

/** How `fesa` is called here: in a checkout by npm, else by its name. */
function callOf(env: typeof process.env): string {
  return env.npm_lifecycle_event === "fesa"
    ? "npm run --silent fesa --"
    : "fesa";
}

function print(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`Cannot use --port ${text}: expected 0 to 65535`);
}
