import {
  concat,
  equal,
  fromHex,
  hex,
} from "../../../conformance/tester/bytes.ts";
import type { Command } from "../../../conformance/contract/mod.ts";
import type { Peer } from "../../../conformance/tester/peer.ts";
import { Sealer } from "../../../conformance/tester/protection.ts";
import {
  alertOf,
  type InnerFrame,
  type Received,
} from "../../../conformance/tester/received.ts";
import type { KeySchedule } from "../../../conformance/tester/schedule.ts";
import { Violation } from "../../../conformance/tester/violation.ts";
import {
  AlertCode,
  type AlertName,
  COMPRESSED_BIT,
  FrameType,
} from "../../../src/mod.ts";
import { other } from "../record/own_acts.ts";
import type { Role, Step } from "../sessions/step_format.ts";
import { ABORTED, codeOf, isClose, type Script } from "./script.ts";

/** A command without the number of a connection. */
export type Order = Command extends infer C
  ? C extends Command ? Omit<C, "connection"> : never
  : never;

/**
 * Plays what one end says once there are keys, against a live other end:
 * everything is sealed under the keys of this conversation, and what the other
 * is to do of itself it is told, where it takes commands.
 */
export class Conversation {
  readonly #script: Script;
  readonly #played: Role;
  readonly #peer: Peer;
  readonly #schedule: KeySchedule;
  readonly #order: ((order: Order) => Promise<void>) | undefined;
  /** The frames that were really sent, by those of the vector. */
  readonly #sent = new Map<string, Uint8Array>();
  #data: Uint8Array[] = [];
  #dataDue = 0;
  readonly #pings: InnerFrame[] = [];
  readonly #pongs: InnerFrame[] = [];
  readonly #updates: number[] = [];
  /** What ended its frames: an Alert, or the end of the connection. */
  #last: Received | undefined;

  constructor(
    script: Script,
    played: Role,
    peer: Peer & { readonly schedule: KeySchedule },
    order?: (order: Order) => Promise<void>,
  ) {
    this.#script = script;
    this.#played = played;
    this.#peer = peer;
    this.#schedule = peer.schedule;
    this.#order = order;
  }

  /** All Data that came. */
  get data(): Uint8Array {
    return concat(...this.#data);
  }

  async play(step: Step): Promise<void> {
    if (step.from === this.#played) this.#say(step);
    else await this.#hear(step);
  }

  #say(step: Step): void {
    const { fault, cut, frame } = step;
    if (cut || fault?.kind === "clear" || fault?.kind === "garbage") {
      return this.#peer.sendBytes(fromHex(frame), step.name);
    }
    switch (fault?.kind) {
      case "replayed":
        return this.#peer.sendBytes(this.#sentAs(step), "a frame again");
      case "reflected":
        return this.#peer.sendBytes(this.#reflected(step), "its own frame");
      case "unopened":
        return this.#peer.sendBytes(fromHex(frame), "what does not open");
    }
    this.#sealed(step);
  }

  #sealed({ sealed, fault, frame, name }: Step): void {
    if (!sealed) {
      // Behind a ClientKeyExchange without a secret, or a clear Alert.
      return this.#peer.sendBytes(fromHex(frame), name);
    }
    const plain = fromHex(sealed.plain);
    const { inflated } = sealed;
    const bytes = this.#peer.sealPlain(
      inflated !== undefined
        ? concat(
          plain.subarray(0, 1),
          this.#peer.compress(fromHex(inflated)),
        )
        : plain,
      {
        iv: sealed.iv8 === undefined ? undefined : fromHex(sealed.iv8),
        sequence: fault?.kind === "skipped" ? sealed.sequence : undefined,
        edit: fault?.kind === "altered" ? flipLastBit : undefined,
      },
    );
    this.#sent.set(frame, bytes);
    this.#peer.sendBytes(bytes, name);
    if (plain[0] === FrameType.KeyUpdate && !fault) this.#peer.sealer?.update();
  }

  #sentAs(step: Step): Uint8Array {
    const bytes = this.#sent.get(step.frame);
    if (bytes) return bytes;
    throw new TypeError("A frame comes again that was not sent");
  }

  /** The other's frame as it sealed it; of 3DES with an IV of its own. */
  #reflected({ sealed }: Step): Uint8Array {
    const secret = this.#schedule.secrets[other(this.#played)];
    const { cipher } = this.#script;
    return new Sealer(this.#schedule, secret, cipher, this.#peer.random)
      .seal(fromHex(sealed!.plain), { sequence: sealed!.sequence });
  }

  async #hear(step: Step): Promise<void> {
    const isAct = this.#script.acts.has(step);
    switch (step.name.replace("compressed ", "")) {
      case "Data":
        return await this.#hearData(step);
      case "Ping":
        return await this.#hearPing(step);
      case "Pong":
        await this.#until("a Pong", "PNG-1", () => this.#pongs.length > 0);
        return same(this.#pongs.shift()!, step);
      case "KeyUpdate":
        return await this.#hearKeyUpdate(step, isAct);
      case "Alert":
        return isClose(step)
          ? await this.#hearClose(isAct)
          : await this.#hearAlert(step);
    }
  }

  /** Without commands Data is the application's own affair. */
  async #hearData({ sealed }: Step): Promise<void> {
    if (!this.#order) return;
    const { bytes, compress } = contentOf(sealed);
    this.#dataDue += bytes.length;
    await this.#order({ do: "send", bytes: hex(bytes), compress });
    await this.#until(
      `${bytes.length} bytes of Data`,
      "DAT-1",
      () => this.data.length >= this.#dataDue,
    );
  }

  async #hearPing(step: Step): Promise<void> {
    const { bytes, compress } = contentOf(step.sealed);
    await this.#order?.({ do: "ping", bytes: hex(bytes), compress });
    await this.#until("a Ping", "PNG-1", () => this.#pings.length > 0);
    same(this.#pings.shift()!, step);
  }

  async #hearKeyUpdate({ sealed }: Step, isAct: boolean): Promise<void> {
    // An application that sends nothing back leaves nothing to update.
    if (!this.#order) return;
    const request = fromHex(sealed?.plain ?? "")[1];
    if (isAct) {
      // An end whose key has sealed nothing yet sends no KeyUpdate.
      if (this.#peer.opener?.sequence === 0n) return;
      await this.#order({ do: "keyUpdate", request: request === 1 });
    }
    await this.#until(
      `a KeyUpdate of request ${request}`,
      "KUP-3",
      () => this.#updates.includes(request),
    );
    this.#updates.splice(this.#updates.indexOf(request), 1);
  }

  async #hearClose(isAct: boolean): Promise<void> {
    if (isAct) await this.#order?.({ do: "close" });
    await this.#until("a protected close", "END-1", () => this.#isClosed);
  }

  get #isClosed(): boolean {
    const alert = this.#last && alertOf(this.#last);
    return alert?.code === AlertCode.close && alert.form === "protected";
  }

  async #hearAlert(step: Step): Promise<void> {
    const code = codeOf(step);
    if (code === ABORTED && this.#order) await this.#order({ do: "abort" });
    const [requirement] = this.#script.vector.requirements;
    await this.#peer.expectAlert(alertNamed(code), requirement);
  }

  /** What the other end must do when all was said. */
  async end(): Promise<void> {
    const { vector: { expect }, steps } = this.#script;
    if (expect.result === "accept") {
      await this.#peer.expectEnd("FIN after both closes", "END-1");
    }
    if (expect.result === "truncated") {
      this.#peer.wire.finish();
      const seen = await this.#peer.answer();
      if (seen.kind !== "fin" && seen.kind !== "reset") {
        throw this.#peer.unexpected(seen, "END-6", "FIN, and no Alert");
      }
    }
    const last = steps[steps.length - 1];
    const isOwn = last.from === this.#played;
    if (expect.result === "alert" && isOwn && last.name === "Alert") {
      await this.#peer.expectEnd("FIN after the Alert", "END-10");
    }
  }

  /** Takes what comes until there is what is due. */
  async #until(
    expected: string,
    requirement: string,
    isThere: () => boolean,
  ): Promise<void> {
    while (!isThere()) {
      const seen = this.#last ?? await this.#peer.next();
      if (seen === this.#last || !this.#takes(seen)) {
        throw this.#peer.unexpected(seen, requirement, expected);
      }
    }
  }

  /** Keeps a frame for the step that it is for. */
  #takes(seen: Received): boolean {
    if (seen.kind !== "inner" || seen.type === FrameType.Alert) {
      this.#last = seen;
      return this.#isClosed;
    }
    switch (seen.type) {
      case FrameType.Data:
        return this.#data.push(seen.content) > 0;
      case FrameType.Ping:
        return this.#pings.push(seen) > 0;
      case FrameType.Pong:
        return this.#pongs.push(seen) > 0;
      case FrameType.KeyUpdate:
        this.#peer.opener?.update();
        return this.#updates.push(seen.content[0]) > 0;
      default:
        return false;
    }
  }
}

function contentOf(sealed: Step["sealed"]) {
  const plain = fromHex(sealed?.plain ?? "");
  const compress = (plain[0] & COMPRESSED_BIT) !== 0;
  return {
    bytes: compress ? fromHex(sealed?.inflated ?? "") : plain.subarray(1),
    compress,
  };
}

function same(seen: InnerFrame, { sealed, name }: Step): void {
  const { bytes, compress } = contentOf(sealed);
  const text = (content: Uint8Array, bit: boolean) =>
    `a ${name.replace("compressed ", "")} of ${hex(content) || "no bytes"}${
      bit ? ", compressed" : ""
    }`;
  if (equal(seen.content, bytes) && seen.compressed === compress) return;
  throw new Violation(
    seen.compressed === compress ? "PNG-1" : "CMP-11",
    text(bytes, compress),
    text(seen.content, seen.compressed),
  );
}

/** The name that the registry has for a code. */
export function alertNamed(code: number): AlertName {
  for (const [name, value] of Object.entries(AlertCode)) {
    if (value === code) return name as AlertName;
  }
  throw new RangeError(`No alert has the code ${code}`);
}

function flipLastBit(body: Uint8Array): Uint8Array {
  return body.with(-1, body[body.length - 1] ^ 1);
}
