import { Command } from "commander";
import { announce } from "../cert/announce.ts";
import { collect, withKey, withOutput } from "../cert/command_options.ts";
import type { RequestArguments } from "../cert/make_request.ts";

/** `fesa cert csr`: a request for a certificate. */
export function csrCommand(): Command {
  const command = new Command("csr").description(
    "Make a request for a server's certificate, for a public authority or one's own",
  )
    .option("--host <name>", "A DNS name of the server; repeatable", collect)
    .option("--ip <address>", "An IP address of it; repeatable", collect)
    .option(
      "--name <name>",
      "The subject, as C=SE,O=Example,CN=a.example (default: the first name)",
    );
  withKey(command, "1024 (weak), 2048, 3072, 4096 (default: 2048)");
  return withOutput(command, "the request").action(
    async (options: RequestArguments) => {
      const { makeRequest } = await import("../cert/make_request.ts");
      announce(options, await makeRequest(options));
    },
  );
}
