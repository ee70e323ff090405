import { Command, Option } from "commander";
import { announce } from "../cert/announce.ts";
import { collect, refusing, withPassphrase } from "../cert/command_options.ts";
import { REVOCATION_REASONS } from "../cert/revocation_reasons.ts";
import type { RevokeArguments } from "../cert/revoke_certificate.ts";

/** `fesa cert revoke`: an authority's revocation list. */
export function revokeCommand(): Command {
  const command = new Command("revoke").description(
    "Add certificates to an authority's revocation list; with none, renew the " +
      "list. Exit status 1 for a certificate that isn't the authority's",
  )
    .argument("[certificates...]", "Files of certificates, PEM or DER")
    .option("--serial <hex>", "A serial number to revoke; repeatable", collect)
    .requiredOption("--ca <file>", "The authority's certificate")
    .requiredOption("--ca-key <file>", "Its private key")
    .requiredOption("--crl <file>", "The list, made if it isn't there")
    .addOption(
      new Option("--reason <reason>", "Why (default: unspecified)")
        .choices(Object.keys(REVOCATION_REASONS)),
    )
    .option("--at <time>", "Since when (default: now)")
    .option("--days <number>", "How long the list is current (default: 30)")
    .option("--der", "Write DER instead of PEM");
  return withPassphrase(command, "--ca-key").action(
    (certificates: readonly string[], options: RevokeArguments) =>
      refusing(async () => {
        const { revokeCertificates } = await import(
          "../cert/revoke_certificate.ts"
        );
        const report = await revokeCertificates(certificates, options);
        announce({ out: options.crl }, report);
      }),
  );
}
