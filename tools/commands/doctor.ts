import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import process from "node:process";
import { Command, Option } from "commander";
import { examineCommand } from "../../conformance/doctor/examine_command.ts";
import {
  type Examination,
  type ExaminationOptions,
  examineServer,
} from "../../conformance/doctor/examine_server.ts";
import { findingText } from "../../conformance/doctor/finding.ts";
import {
  type Profile,
  profileDeploymentKey,
  readProfile,
} from "../../conformance/runner/profile.ts";
import { asUsage } from "../conform/as_usage.ts";
import { wholeNumber } from "../conform/option_values.ts";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { readPemFile } from "../pem_file.ts";
import { UsageError } from "../usage_error.ts";

interface DoctorFlags {
  readonly exec?: string;
  readonly role: "server" | "client";
  readonly profile?: string;
  readonly serverName?: string;
  readonly trust?: string;
  readonly deploymentKey?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** The name of the JSON report's shape. */
const DOCTOR_SCHEMA = "fesa-doctor/1";

/** `fesa doctor`: faults of reachability and set-up, before any case. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Find what keeps a server, or an implementation under the control " +
        "contract, from being talked to. Exit status 0 if nothing does, 1 if " +
        "something, 3 if nobody is there",
    )
    .argument("[address]", "HOST:PORT of a running server")
    .option("--exec <command>", "start it under the control contract")
    .addOption(
      new Option("--role <role>", "which one, with --exec")
        .choices(["server", "client"]).default("server"),
    )
    .option("--profile <file>", "what the implementation is (JSON)")
    .option("--server-name <name>", "the server's name, if not the host")
    .option("--trust <file>", "who vouches for its certificate, PEM")
    .option("--deployment-key <file>", "as fesa key new writes it")
    .option("--timeout <s>", "seconds for a step", wholeNumber(1, 600), 5)
    .option("--json", "one JSON object")
    .action(doctor);
}

async function doctor(
  address: string | undefined,
  flags: DoctorFlags,
): Promise<void> {
  if ((address === undefined) === (flags.exec === undefined)) {
    throw new UsageError("Name a server: either HOST:PORT or --exec 'CMD'");
  }
  const { findings, reached } = await examine(address, flags);
  const isHealthy = findings.every(({ level }) => level !== "fault");
  process.exitCode = !reached ? 3 : isHealthy ? 0 : 1;
  if (flags.json) {
    const { exec, role } = flags;
    const target = exec === undefined
      ? { role: "server", address }
      : { role, command: exec };
    const report = { schema: DOCTOR_SCHEMA, target, reached, findings };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  for (const finding of findings) {
    process.stdout.write(`${findingText(finding)}\n`);
  }
  const target = address ?? flags.exec;
  if (isHealthy) process.stdout.write(`healthy  ${target}\n`);
}

async function examine(
  address: string | undefined,
  flags: DoctorFlags,
): Promise<Examination> {
  const patience = flags.timeout * 1_000;
  const { profile, materials } = asUsage(() => {
    const profile = flags.profile === undefined
      ? {}
      : readProfile(flags.profile);
    return { profile, materials: materialsOf(profile, flags) };
  });
  if (flags.exec !== undefined) {
    return await examineCommand(flags.role, flags.exec, { profile, patience });
  }
  try {
    return await examineServer(address ?? "", {
      serverName: flags.serverName ?? profile.serverName,
      ...materials,
      patience,
      now: new Date(),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** The files that the options name, or else the profile. */
function materialsOf(
  profile: Profile,
  { trust, deploymentKey }: DoctorFlags,
): Pick<
  ExaminationOptions,
  "anchors" | "deploymentKey" | "deploymentKeyId"
> {
  const declared = profile.trust === undefined
    ? undefined
    : resolve(profile.folder ?? ".", profile.trust);
  const file = trust ?? declared;
  const { deploymentKeyId: id } = profile;
  return {
    anchors: file === undefined ? undefined : readPemFile(file, "CERTIFICATE"),
    deploymentKey: deploymentKey === undefined
      ? profileDeploymentKey(profile)
      : readDeploymentKey(deploymentKey),
    deploymentKeyId: id === undefined ? undefined : Buffer.from(id, "hex"),
  };
}
