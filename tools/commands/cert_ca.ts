import { Command } from "commander";
import { announce } from "../cert/announce.ts";
import {
  collect,
  withKey,
  withOutput,
  withPassphrase,
} from "../cert/command_options.ts";
import type { AuthorityArguments } from "../cert/make_authority.ts";

/** `fesa cert ca`: an authority of one's own. */
export function caCommand(): Command {
  const command = new Command("ca").description(
    "Make an authority: a key, and a certificate that signs itself, or that --parent signs",
  ).requiredOption(
    "--name <name>",
    "Its name: a common name, or as C=SE,O=Example,CN=Example root",
  )
    .option("--days <number>", "How long it is valid (default: 3650)")
    .option(
      "--path-length <number>",
      "How many authorities may stand under it (default: 1, under a parent 0)",
    )
    .option(
      "--permit-dns <name>",
      "Let it issue for this DNS name and those below alone; repeatable",
      collect,
    );
  withKey(command, "2048, 3072, 4096 (default: 3072)");
  command
    .option("--parent <file>", "The certificate of the authority above it")
    .option("--parent-key <file>", "That one's private key");
  withPassphrase(command, "--parent-key", "parent-");
  return withOutput(command, "its certificate").action(
    async (options: AuthorityArguments) => {
      const { makeAuthority } = await import("../cert/make_authority.ts");
      announce(options, await makeAuthority(options));
    },
  );
}
