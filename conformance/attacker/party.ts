import type { Ended, Event } from "../contract/mod.ts";
import type { Told } from "../model/line.ts";
import type { ControlledProcess } from "../runner/controlled_process.ts";

/** What an end is, once it is Established. */
export type Agreement = Pick<
  Extract<Event, { event: "established" }>,
  "setting" | "cipher" | "compression" | "maxFrame" | "binding"
>;

/** An honest end of a connection that somebody attacks. */
export interface Party {
  readonly name: string;
  /** What it takes for agreed, once it is Established. */
  readonly agreement: Agreement | undefined;
  /** Of the Data that it has handed over: how much, and the hash of it. */
  readonly delivered: { readonly count: number; readonly sha256: string };
  /** How many of its Pings were answered. */
  readonly pongs: number;
  readonly ended: Pick<Ended, "how"> | undefined;
  tell(command: Told): void;
}

/** The hash of no bytes at all. */
const EMPTY =
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** An implementation under the control contract. */
export class ControlledParty implements Party {
  readonly name: string;
  readonly #process: ControlledProcess;
  readonly #mark: number;
  readonly #connection: number | undefined;

  /** `connection` is a server's number of it. */
  constructor(
    name: string,
    process: ControlledProcess,
    mark: number,
    connection?: number,
  ) {
    this.name = name;
    this.#process = process;
    this.#mark = mark;
    this.#connection = connection;
  }

  get agreement(): Agreement | undefined {
    return this.#last("established");
  }

  get delivered(): Party["delivered"] {
    return this.#last("data") ?? { count: 0, sha256: EMPTY };
  }

  get pongs(): number {
    return this.#events.filter(({ event }) => event === "pong").length;
  }

  get ended(): Ended | undefined {
    return this.#last("ended");
  }

  tell(command: Told): void {
    const connection = this.#connection;
    const whole = connection === undefined
      ? command
      : { ...command, connection };
    this.#process.tell(whole as Parameters<ControlledProcess["tell"]>[0]);
  }

  #last<N extends Event["event"]>(
    name: N,
  ): Extract<Event, { event: N }> | undefined {
    return this.#events.findLast((event): event is Extract<
      Event,
      { event: N }
    > => event.event === name);
  }

  get #events(): readonly Event[] {
    const own = this.#process.since(this.#mark);
    if (this.#connection === undefined) return own;
    return own.filter((event) =>
      "connection" in event && event.connection === this.#connection
    );
  }
}

/** What is agreed, for a person. */
export function agreementText(agreement: Agreement): string {
  const { setting, cipher, compression, maxFrame, binding } = agreement;
  return `setting ${setting}, cipher ${cipher}, compression ${compression}, ` +
    `maxFrame ${maxFrame}, binding ${binding.slice(0, 16)}…`;
}

/** What of `established` the two ends must have alike. */
export function sameAgreement(a: Agreement, b: Agreement): boolean {
  return a.setting === b.setting && a.cipher === b.cipher &&
    a.compression === b.compression && a.maxFrame === b.maxFrame &&
    a.binding === b.binding;
}
