import process from "node:process";
import { Command } from "commander";
import { writeDeploymentKey } from "../key/deployment_key_file.ts";

/** `fesa key`: makes deployment keys. */
export function keyCommand(): Command {
  const command = new Command("key").description(
    "Make a deployment key, the shared secret of the setting proprietary",
  );
  command
    .command("new")
    .argument("<file>", "Where to write it, readable by its owner alone")
    .description(
      "Write a fresh key: 64 lower-case hexadecimal digits and a newline. " +
        "Where a key is read, 32 raw bytes will do as well",
    )
    .option("--force", "Replace a file that is there already")
    .action((file: string, options: { force?: boolean }) => {
      writeDeploymentKey(file, options);
      process.stdout.write(
        `Wrote ${file}: for the server (deploymentKeyFile) and its clients ` +
          "(--deployment-key), and nobody else\n",
      );
    });
  return command;
}
