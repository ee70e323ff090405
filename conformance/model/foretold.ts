import { equal, hex } from "../tester/bytes.ts";
import { alertName } from "../tester/frame.ts";
import {
  alertOf,
  type InnerFrame,
  innerName,
  type Received,
  shown,
} from "../tester/received.ts";
import { COMPRESSED_BIT, FrameType } from "../tester/registry.ts";
import type { Due, End } from "./end.ts";

const { Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/** What differs from what the model foretells. */
export interface Difference {
  readonly requirement: string;
  readonly expected: string;
}

/** Data has two authors: who echoes leaves this bit as the tester had it. */
export const OWN_BIT = 0x80;

/**
 * Holds what a target sends against the model of it. When a target does what
 * it was told, and which frames cross, can't be known: so an order is demanded
 * only where the specification gives one.
 */
export class Foretold {
  readonly end: End;
  /** Data that the tester sent, and that the application was told to send. */
  readonly toEcho: number[] = [];
  readonly own: number[] = [];
  readonly #echo: boolean | undefined;
  #echoed = 0;
  #said = 0;
  /** The code of the Alert that it has sent. */
  #alert: number | undefined;

  constructor(end: End, echo: boolean | undefined) {
    this.end = end;
    this.#echo = echo;
  }

  /** Takes what it sent; what is wrong about that, if anything. */
  take(seen: Received): Difference | undefined {
    switch (seen.kind) {
      case "inner":
        return this.#inner(seen);
      case "frame":
        return this.#clear(seen);
      case "fin":
      case "reset":
        return this.#over();
      default:
        return this.#expected();
    }
  }

  /** What it must still say; empty where it may be silent. */
  get awaited(): readonly Due[] {
    return this.end.due.filter(({ optional }) => !optional);
  }

  /** Whether all Data that has to come has come. */
  get hasSaidAll(): boolean {
    const { end, own, toEcho } = this;
    return end.state !== "ESTABLISHED" || this.#said === own.length &&
        (this.#echo !== true || this.#echoed === toEcho.length);
  }

  #inner(inner: InnerFrame): Difference | undefined {
    const { end } = this;
    if (this.#alert !== undefined) {
      return { requirement: "END-3", expected: "nothing behind its Alert" };
    }
    switch (inner.type) {
      case Data:
        return this.#data(inner);
      case Ping:
        this.#drop(({ type, content }) =>
          type === Ping && equal(content, inner.content)
        );
        return void end.says(inner);
      case Pong:
        return this.#pong(inner);
      case KeyUpdate:
        this.#drop(({ type, content }) =>
          type === KeyUpdate && content[0] === inner.content[0]
        );
        return void end.says(inner);
      case Alert:
        return this.#alerts(inner.content[0], "protected");
      default:
        return this.#expected();
    }
  }

  #clear(seen: Extract<Received, { kind: "frame" }>): Difference | undefined {
    const alert = alertOf(seen);
    if (alert === undefined || this.#alert !== undefined) {
      return this.#expected();
    }
    return this.#alerts(alert.code, "clear");
  }

  /** Each author's bytes come in the order in which they were handed over. */
  #data(inner: InnerFrame): Difference | undefined {
    this.end.says(inner);
    const isOwn = (byte: number) => (byte & OWN_BIT) !== 0;
    const bytes = [...inner.content];
    const own = bytes.filter(isOwn);
    const echoed = bytes.filter((byte) => !isOwn(byte));
    if (this.#echo === undefined) return undefined;
    const isDue = this.#echo || echoed.length === 0;
    if (!isDue || !continues(this.toEcho, this.#echoed, echoed)) {
      return {
        requirement: this.#echo ? "DAT-1" : "CNF-2",
        expected: this.#echo
          ? `the Data that was sent, from byte ${this.#echoed} on`
          : "no Data that nobody asked for",
      };
    }
    if (!continues(this.own, this.#said, own)) {
      return {
        requirement: "DAT-1",
        expected: `the Data handed over, from byte ${this.#said} on`,
      };
    }
    this.#echoed += echoed.length;
    this.#said += own.length;
    return undefined;
  }

  #pong(inner: InnerFrame): Difference | undefined {
    const { due } = this.end;
    const at = due.findIndex(({ type }) => type === Pong);
    if (at < 0) return { requirement: "PNG-4", expected: this.#text() };
    const { content, compressed } = due[at];
    const before = due.slice(0, at)
      .some(({ type, optional }) => type === KeyUpdate && !optional);
    if (before) {
      return {
        requirement: "KUP-3",
        expected: "a KeyUpdate that was requested before that Ping",
      };
    }
    if (!equal(content, inner.content)) {
      return {
        requirement: "PNG-1",
        expected: `a Pong of ${shown(content)}, the oldest unanswered Ping's`,
      };
    }
    if (compressed !== inner.compressed) {
      return {
        requirement: "CMP-11",
        expected: `a ${compressed ? "compressed" : "plain"} Pong, as its Ping`,
      };
    }
    this.end.due.splice(at, 1);
    this.end.says(inner);
    return undefined;
  }

  #alerts(code: number, form: "clear" | "protected"): Difference | undefined {
    const { end } = this;
    const due = end.due.find(({ type }) => type === Alert);
    if (due === undefined || !due.content.includes(code)) {
      return this.#expected();
    }
    if (form !== (end.hasSealed ? "protected" : "clear")) {
      return { requirement: "END-7", expected: this.#text() };
    }
    const isClose = end.state === "ESTABLISHED";
    if (isClose && this.#said < this.own.length) {
      return {
        requirement: "END-1",
        expected: "all Data handed over, before the close",
      };
    }
    this.#drop((one) => one === due);
    this.#alert = code;
    return void end.says(due);
  }

  /** The connection is over: it may be, once its last word is said. */
  #over(): Difference | undefined {
    const { end } = this;
    const isDue = end.state === "ENDED" &&
      end.due.every(({ optional }) => optional);
    return isDue ? undefined : this.#expected();
  }

  #expected(): Difference {
    const [due] = this.awaited;
    const requirement = due === undefined ? undefined : REQUIREMENTS[due.type];
    return { requirement: requirement ?? "", expected: this.#text() };
  }

  #text(): string {
    const { end, awaited } = this;
    if (awaited.length > 0) {
      return awaited.slice(0, 4).map((due) => dueText(due, end)).join(", ");
    }
    if (!this.hasSaidAll) return "the Data that was sent, back";
    return end.state === "ENDED"
      ? "the end of the connection"
      : "nothing but what it may send of itself";
  }

  #drop(matches: (due: Due) => boolean): void {
    const at = this.end.due.findIndex(matches);
    if (at >= 0) this.end.due.splice(at, 1);
  }
}

/** What a target goes against that leaves a message out. */
const REQUIREMENTS: Readonly<Record<number, string>> = {
  [Pong]: "PNG-1",
  [KeyUpdate]: "KUP-3",
  [Data]: "DAT-1",
};

function continues(
  whole: readonly number[],
  at: number,
  part: readonly number[],
): boolean {
  return part.every((byte, i) => byte === whole[at + i]);
}

function dueText({ type, content, compressed }: Due, end: End): string {
  if (type === Alert) {
    const form = end.hasSealed ? "protected" : "clear";
    return `a ${form} Alert ${[...content].map(alertName).join(" or ")}`;
  }
  const name = innerName(compressed ? type | COMPRESSED_BIT : type);
  return type === KeyUpdate
    ? `KeyUpdate ${hex(content)}`
    : `a ${name} of ${shown(content)}`;
}
