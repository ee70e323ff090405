import { Command } from "commander";
import { caCommand } from "./cert_ca.ts";
import { csrCommand } from "./cert_csr.ts";
import { issueCommand } from "./cert_issue.ts";
import { verifyCommand } from "./cert_verify.ts";

/** `fesa cert`: certificates, from a request to a validated chain. */
export function certCommand(): Command {
  const command = new Command("cert").description(
    "Make, read, check and revoke certificates",
  );
  for (const make of [caCommand, csrCommand, issueCommand, verifyCommand]) {
    command.addCommand(make());
  }
  return command;
}
