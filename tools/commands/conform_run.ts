import { Command } from "commander";
import process from "node:process";
import { AddressServerTarget } from "../../conformance/runner/address_server.ts";
import { ExecClientTarget } from "../../conformance/runner/exec_client.ts";
import { ExecServerTarget } from "../../conformance/runner/exec_server.ts";
import { ListenClientTarget } from "../../conformance/runner/listen_client.ts";
import type { Profile } from "../../conformance/runner/profile.ts";
import type { Target } from "../../conformance/runner/target.ts";
import { shellWord } from "../../conformance/reports/rerun_command.ts";
import { wholeNumber } from "../conform/option_values.ts";
import { STEP_PATIENCE_MS } from "../conform/prepare.ts";
import { run } from "../conform/run.ts";
import { type RunFlags, withRunOptions } from "../conform/run_options.ts";
import { selfCommandLine } from "../conform/self_command.ts";

interface TargetFlags extends RunFlags {
  readonly exec?: string;
  readonly listen?: number;
}

/** `fesa conform server`. */
export function serverCommand(): Command {
  return withRunOptions(
    new Command("server")
      .description("Test a server, by its address or by starting it")
      .argument("[address]", "HOST:PORT of a running server")
      .option("--exec <command>", "start it under the control contract"),
  ).action(async (address: string | undefined, flags: TargetFlags) => {
    await run(flags, {
      roles: ["server"],
      targets: (profile) => [serverTarget(address, flags, profile)],
      partner: flags.partner,
      commandLine: commandLine("server", flags, address),
    });
  });
}

/** `fesa conform client`. */
export function clientCommand(): Command {
  return withRunOptions(
    new Command("client")
      .description("Test a client, by starting it or as it dials")
      .option("--exec <command>", "start it under the control contract")
      .option(
        "--listen <port>",
        "wait for it to dial, again and again: each connection serves one " +
          "case; 0 takes a free port and says which",
        wholeNumber(0, 65535),
      ),
  ).action(async (flags: TargetFlags) => {
    await run(flags, {
      roles: ["client"],
      targets: (profile) => [clientTarget(flags, profile)],
      partner: flags.partner,
      commandLine: commandLine("client", flags),
    });
  });
}

/** `fesa conform self`. */
export function selfCommand(): Command {
  return withRunOptions(
    new Command("self")
      .description("Test the reference, both roles, in every setting"),
  ).action(async (flags: RunFlags) => {
    await run(flags, {
      roles: ["server", "client"],
      targets: (profile) => [
        new ExecServerTarget(selfCommandLine(), profile),
        new ExecClientTarget(selfCommandLine(), profile),
      ],
      partner: flags.partner ?? selfCommandLine(),
      commandLine: commandLine("self", flags),
    });
  });
}

function serverTarget(
  address: string | undefined,
  flags: TargetFlags,
  profile: Profile,
): Target {
  if ((address === undefined) === (flags.exec === undefined)) {
    throw new RangeError("Name a server: either HOST:PORT or --exec 'CMD'");
  }
  return flags.exec === undefined
    ? new AddressServerTarget(address ?? "", profile, STEP_PATIENCE_MS)
    : new ExecServerTarget(flags.exec, profile);
}

function clientTarget(flags: TargetFlags, profile: Profile): Target {
  if ((flags.listen === undefined) === (flags.exec === undefined)) {
    throw new RangeError("Name a client: either --exec 'CMD' or --listen PORT");
  }
  return flags.listen === undefined
    ? new ExecClientTarget(flags.exec ?? "", profile)
    : new ListenClientTarget(
      flags.listen,
      profile,
      LISTEN_PART * flags.deadline * 1000,
      (port) => sayWaiting(port, flags.deadline),
    );
}

/** Of the run's deadline, how long the first connection may take. */
const LISTEN_PART = 0.9;

function sayWaiting(port: number, deadline: number): void {
  const seconds = Math.round(LISTEN_PART * deadline);
  process.stderr.write(
    `Waiting on port ${port} for the client: have it dial again and again, ` +
      `once for each case; the first time within ${seconds} s (--deadline)\n`,
  );
}

/** What starts a run of the same target again. */
function commandLine(
  name: string,
  { exec, listen, partner, profile }: Partial<TargetFlags>,
  address?: string,
): string {
  const words = ["fesa", "conform", name];
  if (address !== undefined) words.push(shellWord(address));
  if (exec !== undefined) words.push("--exec", shellWord(exec));
  if (listen !== undefined) words.push("--listen", `${listen}`);
  if (partner !== undefined) words.push("--partner", shellWord(partner));
  if (profile !== undefined) words.push("--profile", shellWord(profile));
  return words.join(" ");
}
