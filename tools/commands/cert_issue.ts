import { Command } from "commander";
import { announce } from "../cert/announce.ts";
import {
  collect,
  refusing,
  withOutput,
  withPassphrase,
} from "../cert/command_options.ts";
import type { IssueArguments } from "../cert/issue_certificate.ts";

/** `fesa cert issue`: a certificate for a request. */
export function issueCommand(): Command {
  const command = new Command("issue").description(
    "Issue a server's certificate for a request, with one's own authority. Of " +
      "the request are taken its key, DNS names and IP addresses, and a common " +
      "name that is one of them. Exit status 1 if the request is refused",
  )
    .argument("<request>", "Its file, PEM or DER; - is standard input")
    .requiredOption(
      "--ca <file>",
      "The authority's certificate; those above it may follow",
    )
    .requiredOption("--ca-key <file>", "Its private key")
    .option("--days <number>", "How long it is valid (default: 365)")
    .option(
      "--permit <names>",
      "Refuse names that are not this DNS name, below it, or in this address range; repeatable",
      collect,
    )
    .option(
      "--host <name>",
      "Issue for this DNS name instead; repeatable",
      collect,
    )
    .option(
      "--ip <address>",
      "Issue for this address instead; repeatable",
      collect,
    )
    .option(
      "--name <name>",
      "The subject (default: the common name, if it is a name asked for)",
    )
    .option("--allow-weak", "Issue for a key of 1024 bits too");
  withPassphrase(command, "--ca-key");
  return withOutput(command, "the certificate, and those above it but the root")
    .action((request: string, options: IssueArguments) =>
      refusing(async () => {
        const { issueCertificate } = await import(
          "../cert/issue_certificate.ts"
        );
        announce(options, await issueCertificate(request, options));
      })
    );
}
