import { CASES } from "../cases/mod.ts";
import { caseNamed } from "../runner/case_names.ts";
import { runCases } from "../runner/engine.ts";
import { ExecClientTarget } from "../runner/exec_client.ts";
import { ExecServerTarget } from "../runner/exec_server.ts";
import type { Profile } from "../runner/profile.ts";
import { ciphersOf, rowName, SETTINGS } from "../runner/setup.ts";
import type { RowResult } from "../runner/verdict.ts";
import type { Examination } from "./examine_server.ts";
import type { Finding } from "./finding.ts";

/** What a command is examined with. */
export interface CommandExaminationOptions {
  readonly profile: Profile;
  /** Milliseconds until it must listen or dial, and for a step. */
  readonly patience: number;
}

/**
 * Looks at an implementation under the control contract before any case is
 * run: whether it starts, refuses what it can't know, and completes a
 * handshake in every row that it has.
 */
export async function examineCommand(
  role: "server" | "client",
  command: string,
  { profile, patience }: CommandExaminationOptions,
): Promise<Examination> {
  const target = role === "server"
    ? new ExecServerTarget(command, profile, patience)
    : new ExecClientTarget(command, profile, patience);
  const gate = `handshake/${role}-completes`;
  const cases = [gate, `transport/${role}-refuses-unknown-word`]
    .flatMap((id) => caseNamed(CASES, id) ?? []);
  try {
    const results = await runCases(target, cases, cases.slice(0, 1), {
      seed: 1,
      runs: 1,
      jobs: 4,
      deadlineMs: 60_000,
      caseTimeoutMs: 15_000,
      patienceMs: patience,
      failFast: false,
    }, () => {});
    const findings = results.flatMap(({ theCase, rows }) =>
      inOrder(rows).flatMap((row) =>
        findingOf(theCase.id === gate, row, command)
      )
    );
    return { findings: withoutRepeats(findings), reached: target.spoken };
  } finally {
    await target.stop();
  }
}

/** Rows end in any order, and are told of in that of the settings. */
function inOrder(rows: readonly RowResult[]): RowResult[] {
  const order = SETTINGS.flatMap((setting) =>
    ciphersOf(setting).map((cipher) => `${setting}/${cipher}`)
  );
  const place = ({ setup }: RowResult): number =>
    setup === undefined ? 0 : order.indexOf(`${setup.setting}/${setup.cipher}`);
  return rows.toSorted((a, b) => place(a) - place(b));
}

function findingOf(
  isGate: boolean,
  { verdict, setup, reason, hint, code, transcript }: RowResult,
  command: string,
): Finding[] {
  const row = setup === undefined ? "" : rowName(setup);
  const where = command.length > 60 ? `${command.slice(0, 60)}…` : command;
  switch (verdict) {
    case "pass":
      return isGate
        ? [{
          level: "note",
          code: "handshake",
          what: `${row} completes a handshake`,
          where,
          todo: "",
        }]
        : [];
    case "not-applicable":
      return [{ level: "note", code: "absent", what: reason, where, todo: "" }];
    default: {
      const printed = transcript.filter(({ text }) => text.startsWith("it pr"));
      return [{
        level: "fault",
        code: code ?? (isGate ? "handshake" : "contract"),
        what: isGate && code === undefined ? `${row}: ${reason}` : reason,
        where,
        todo: hint ?? printed.map(({ text }) => text).join("; "),
      }];
    }
  }
}

/** One fault of the set-up shows in every row, and is one finding. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ what }, i) =>
    findings.findIndex((other) => other.what === what) === i
  );
}
