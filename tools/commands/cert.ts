import { Command } from "commander";
import { caCommand } from "./cert_ca.ts";
import { csrCommand } from "./cert_csr.ts";
import { inspectCommand } from "./cert_inspect.ts";
import { issueCommand } from "./cert_issue.ts";
import { revokeCommand } from "./cert_revoke.ts";
import { verifyCommand } from "./cert_verify.ts";

/** `fesa cert`: certificates, from a request to a validated chain. */
export function certCommand(): Command {
  return new Command("cert")
    .description("Make, read, check and revoke certificates")
    .addCommand(caCommand())
    .addCommand(csrCommand())
    .addCommand(issueCommand())
    .addCommand(inspectCommand())
    .addCommand(verifyCommand())
    .addCommand(revokeCommand());
}
