import { Command } from "commander";
import { verifyCommand } from "./cert_verify.ts";

/** `fesa cert`: certificates, from a request to a validated chain. */
export function certCommand(): Command {
  return new Command("cert")
    .description("Make, read, check and revoke certificates")
    .addCommand(verifyCommand());
}
