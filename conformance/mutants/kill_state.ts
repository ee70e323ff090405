import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  readFileSync,
  truncateSync,
} from "node:fs";
import { z } from "zod";
import type { Case } from "../runner/case.ts";
import type { Kill } from "./kill.ts";
import type { TableListener, TableOptions, TableRecord } from "./kill_table.ts";

const Ids = z.array(z.string());
const Role = z.enum(["server", "client"]);

/** A line of a state file: first what table it is of, then its parts. */
const Line = z.union([
  z.strictObject({ schema: z.literal("fesa-kill-state/1"), key: z.string() }),
  z.strictObject({ reference: Role, faults: Ids }),
  z.strictObject({
    kill: z.strictObject({
      id: z.string(),
      role: Role,
      requirement: z.string(),
      killedBy: Ids,
      lost: Ids,
      alsoFails: Ids,
      suiteFaults: Ids,
    }),
  }),
]);

/**
 * What is known of a table so far, in a file of JSON Lines: a run that was
 * interrupted goes on where it was, and the files of a table's shards, joined
 * into one, are the whole of it.
 */
export class KillState implements TableListener {
  readonly record: TableRecord = { reference: new Map(), kills: new Map() };
  readonly #path: string;

  /**
   * Reads the file, if it is there. A line that was cut off as it was written
   * is left out.
   *
   * @throws RangeError for a file that is no state, or one of another table.
   */
  constructor(path: string, key: string) {
    this.#path = path;
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const lines = text.split("\n");
    const cut = lines.pop() ?? "";
    for (const [i, line] of lines.entries()) this.#take(line, i + 1, key);
    if (cut !== "") {
      const whole = text.slice(0, text.length - cut.length);
      truncateSync(path, new TextEncoder().encode(whole).length);
    }
    if (lines.length === 0) {
      this.#append({ schema: "fesa-kill-state/1", key });
    }
  }

  reference(reference: "server" | "client", faults: readonly string[]): void {
    this.#append({ reference, faults });
  }

  kill(kill: Kill): void {
    this.#append({ kill });
  }

  #append(line: Readonly<Record<string, unknown>>): void {
    appendFileSync(this.#path, `${JSON.stringify(line)}\n`);
  }

  #take(text: string, number: number, key: string): void {
    const parsed = Line.safeParse(parseJson(text));
    const where = `${this.#path}, line ${number}`;
    if (!parsed.success) {
      throw new RangeError(`Cannot resume from ${where}: it is no kill state`);
    }
    const line = parsed.data;
    if (number === 1 && !("schema" in line)) {
      throw new RangeError(`Cannot resume from ${where}: it has no head`);
    }
    if ("schema" in line && line.key !== key) {
      throw new RangeError(
        `Cannot resume from ${this.#path}: it is of other cases or ` +
          "options; remove it, or name another file",
      );
    }
    if ("reference" in line) {
      const { reference } = this.record;
      const known = reference.get(line.reference) ?? [];
      reference.set(line.reference, [...new Set([...known, ...line.faults])]);
    } else if ("kill" in line) this.record.kills.set(line.kill.id, line.kill);
  }
}

/**
 * What a state is of: other cases, or other options, make another table. A
 * mutant that is added does not, and one that is changed has another id.
 */
export function tableKey(
  cases: readonly Case[],
  { seed, runs, scope }: Pick<TableOptions, "seed" | "runs" | "scope">,
): string {
  const parts = [
    { seed, runs, scope },
    cases.map(({ id, title, requirements }) => [id, title, requirements]),
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts));
  return digest.digest("hex").slice(0, 32);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
