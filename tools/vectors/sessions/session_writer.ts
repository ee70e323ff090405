import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import { Compressor } from "../../../conformance/tester/compression.ts";
import {
  alertFrame,
  frame,
  frameName,
} from "../../../conformance/tester/frame.ts";
import {
  Sealer,
  type SealOverrides,
} from "../../../conformance/tester/protection.ts";
import type { Direction } from "../../../conformance/tester/schedule.ts";
import {
  AlertCode,
  Cipher,
  COMPRESSED_BIT,
  FrameType,
} from "../../../src/mod.ts";
import type { MadeHandshake } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import type { Step, StepFault } from "./step_format.ts";

const { Finished, Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/** What one direction has at a moment. */
interface Sending {
  readonly sealer: Sealer;
  readonly compressor: Compressor;
  readonly data: Uint8Array[];
  /** Frames sealed so far: what the IVs of 3DES are named by. */
  sealed: number;
}

/** Writes a conversation frame by frame, by the tester's means. */
export class SessionWriter {
  readonly steps: Step[] = [];
  readonly #name: string;
  readonly #values: Values;
  readonly #made: MadeHandshake;
  readonly #ends: Readonly<Record<Direction, Sending>>;

  constructor(values: Values, name: string, made: MadeHandshake) {
    this.#values = values;
    this.#name = name;
    this.#made = made;
    this.#ends = {
      client: this.#sending("client"),
      server: this.#sending("server"),
    };
  }

  /** The hellos, the key exchange, and with `finish` both Finished. */
  handshake(finish = true): this {
    const { frames, first } = this.#made;
    const senders: Direction[] = ["client", "server", "server", "client"];
    for (const [i, bytes] of frames.entries()) {
      this.#clear(senders[i], frameName(bytes[0]), bytes);
    }
    return finish ? this.finished(first).finished(other(first)) : this;
  }

  /** An end's Finished, or one with another verify. */
  finished(
    from: Direction,
    verify: Uint8Array = this.verifyOf(from),
    overrides: SealOverrides = {},
  ): this {
    return this.#seal(from, Finished, verify, overrides);
  }

  verifyOf(from: Direction): Uint8Array {
    const { schedule, first } = this.#made;
    return from === first ? schedule.verifyFirst : schedule.verifySecond;
  }

  /** Data, and its echo. */
  echoed(from: Direction, text: string, compress = false): this {
    return this.data(from, text, compress).data(other(from), text, compress);
  }

  data(from: Direction, text: string, compress = false): this {
    this.#ends[from].data.push(ascii(text));
    return this.#content(from, Data, ascii(text), compress);
  }

  /** A Ping, and its Pong. */
  ping(from: Direction, text: string, compress = false): this {
    return this.#content(from, Ping, ascii(text), compress)
      .#content(other(from), Pong, ascii(text), compress);
  }

  /** Pings one after the other, then their Pongs. */
  pings(from: Direction, count: number): this {
    const texts = Array.from({ length: count }, (_, i) => ascii(`ping ${i}`));
    for (const text of texts) this.#content(from, Ping, text, false);
    for (const text of texts) this.#content(other(from), Pong, text, false);
    return this;
  }

  /** A KeyUpdate that asks for the other's, and that; or one alone. */
  keyUpdate(from: Direction, request: boolean): this {
    this.#update(from, request ? 1 : 0);
    return request ? this.#update(other(from), 0) : this;
  }

  /** A KeyUpdate that makes no new keys, for it will be refused. */
  keyUpdateRefused(from: Direction): this {
    return this.#seal(from, KeyUpdate, uint(0, 1));
  }

  /** An end's `close`, and the other's. */
  close(from: Direction): this {
    return this.closing(from).closing(other(from));
  }

  /** One end's `close` alone. */
  closing(from: Direction): this {
    return this.#seal(from, Alert, uint(AlertCode.close, 1));
  }

  /** The first bytes of Data's frame, the last of its sender's stream. */
  cut(from: Direction, text: string, size: number): this {
    this.#seal(from, Data, ascii(text));
    const { name, frame } = this.steps.pop()!;
    this.steps.push({
      from,
      name,
      frame: frame.slice(0, 2 * size),
      cut: true,
    });
    return this;
  }

  /** What an end says to a fault before it has sealed its Finished. */
  clearAlert(from: Direction, code: number): this {
    this.#clear(from, "Alert", alertFrame(code));
    return this;
  }

  /** What it says afterwards. */
  sealedAlert(from: Direction, code: number): this {
    return this.#seal(from, Alert, uint(code, 1));
  }

  /** Does something else to the last frame, or says what is wrong with it. */
  faulty(
    kind: StepFault["kind"],
    about: string,
    edit: (frame: Uint8Array) => Uint8Array = (frame) => frame,
  ): this {
    const last = this.steps[this.steps.length - 1];
    const bytes = Uint8Array.from(
      last.frame.match(/../g)!.map((digits) => parseInt(digits, 16)),
    );
    this.steps[this.steps.length - 1] = {
      ...last,
      frame: hex(edit(bytes)),
      fault: { kind, about },
    };
    return this;
  }

  /** The frame at a place once more, by the same end or by the other. */
  again(index: number, about: string, from?: Direction): this {
    const step = this.steps.at(index);
    if (!step) throw new RangeError(`There is no step ${index}`);
    const kind = from && from !== step.from ? "reflected" : "replayed";
    const fault = { kind, about } as const;
    this.steps.push({ ...step, ...(from && { from }), fault });
    return this;
  }

  /** Data in a frame of its own type: what is never sent. */
  clearData(from: Direction, text: string): this {
    this.#clear(from, "Data", frame(Data, ascii(text)));
    return this;
  }

  /** Data as if sealed otherwise. */
  dataSealed(from: Direction, text: string, overrides: SealOverrides): this {
    return this.#seal(from, Data, ascii(text), overrides);
  }

  dataOf(from: Direction): Uint8Array {
    return concat(...this.#ends[from].data);
  }

  /** How many generations of keys were used, the first included. */
  get generations(): number {
    const { client, server } = this.#ends;
    return 1 + Math.max(client.sealer.generation, server.sealer.generation);
  }

  #update(from: Direction, request: number): this {
    this.#seal(from, KeyUpdate, uint(request, 1));
    this.#ends[from].sealer.update();
    return this;
  }

  #content(
    from: Direction,
    type: number,
    content: Uint8Array,
    compress: boolean,
  ): this {
    if (!compress) return this.#seal(from, type, content);
    const carried = this.#ends[from].compressor.compress(content);
    return this.#seal(from, type | COMPRESSED_BIT, carried, {}, content);
  }

  #clear(from: Direction, name: string, bytes: Uint8Array): void {
    this.steps.push({ from, name, frame: hex(bytes) });
  }

  #seal(
    from: Direction,
    innerType: number,
    content: Uint8Array,
    overrides: SealOverrides = {},
    inflated?: Uint8Array,
  ): this {
    const end = this.#ends[from];
    const { generation, sequence } = end.sealer;
    const plain = concat(uint(innerType, 1), content);
    const bytes = end.sealer.seal(plain, overrides);
    end.sealed++;
    const isTripleDes = this.#cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
    this.steps.push({
      from,
      name: `${inflated ? "compressed " : ""}${
        frameName(innerType & ~COMPRESSED_BIT)
      }`,
      frame: hex(bytes),
      sealed: {
        generation,
        sequence: Number(overrides.sequence ?? sequence),
        ...(isTripleDes && { iv8: hex(bytes.subarray(4, 12)) }),
        plain: hex(plain),
        ...(inflated && { inflated: hex(inflated) }),
      },
    });
    return this;
  }

  get #cipher(): number {
    return this.#made.serverHello.cipher;
  }

  #sending(from: Direction): Sending {
    const { schedule } = this.#made;
    const iv = () =>
      this.#values(
        `${this.#name}/3DES IV ${this.#ends[from].sealed} of ${from}`,
        8,
      );
    const secret = schedule.secrets[from];
    return {
      sealer: new Sealer(schedule, secret, this.#cipher, iv),
      compressor: new Compressor(),
      data: [],
      sealed: 0,
    };
  }
}

function other(direction: Direction): Direction {
  return direction === "client" ? "server" : "client";
}
