import process from "node:process";
import { Command, Option } from "commander";
import type { VerifyOptions } from "../cert/verify_chain.ts";
import { collect } from "../cert/command_options.ts";

interface VerifyCommandOptions extends VerifyOptions {
  readonly json?: boolean;
}

/** `fesa cert verify`: whether a certificate leads to an anchor. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Validate a certificate by the protocol's rules (RFC 5280). Exit status " +
        "0 if it is accepted, 1 if not, 2 where a file can't be read",
    )
    .argument("<leaf>", "Its file, PEM or DER; - is standard input")
    .requiredOption(
      "--trust <file>",
      "Anchors, PEM or DER; repeatable",
      collect,
    )
    .option("--untrusted <file>", "Others for its path; repeatable", collect)
    .option("--crl <file>", "Revocation lists, PEM or DER; repeatable", collect)
    .option("--host <name>", "The DNS name or IP address it has to be for")
    .option("--at <time>", "RFC 3339, or seconds since 1970 (default: now)")
    .addOption(
      new Option(
        "--purpose <purpose>",
        "What its key has to be for (default: serverAuth with --host, else any)",
      ).choices(["serverAuth", "clientAuth", "any"]),
    )
    .addOption(
      new Option(
        "--key-usage <usage>",
        "What its keyUsage has to allow (default: keyEncipherment of an RSA key for serverAuth, as this protocol needs, else any)",
      ).choices(["keyEncipherment", "digitalSignature", "keyAgreement", "any"]),
    )
    .addOption(
      new Option(
        "--minimum-rsa-bits <bits>",
        "The least size of its RSA key for serverAuth (default: 2048)",
      ).choices(["1024", "2048", "3072", "4096"]),
    )
    .option("--policy <oid>", "An acceptable policy; repeatable", collect)
    .option("--explicit-policy", "The path has to be valid for some policy")
    .option("--inhibit-mapping", "No policy stands for another")
    .option("--inhibit-any-policy", "anyPolicy stands for none")
    .option("--json", "Print the verdict as JSON")
    .action(verify);
}

async function verify(
  leaf: string,
  options: VerifyCommandOptions,
): Promise<void> {
  const { verifyChain, verdictJson, verdictText } = await import(
    "../cert/verify_chain.ts"
  );
  const { verdict, notes } = await verifyChain(leaf, options);
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stdout.write(
    `${
      options.json ? verdictJson(verdict) : verdictText(leaf, verdict, options)
    }\n`,
  );
  if (!verdict.ok) process.exitCode = 1;
}
