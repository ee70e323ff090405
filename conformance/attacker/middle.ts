import { concat, equal } from "../tester/bytes.ts";
import { alertFrame } from "../tester/frame.ts";
import { describe } from "../tester/received.ts";
import { FrameType } from "../tester/registry.ts";
import type { Transcript } from "../tester/transcript.ts";
import type { Observation, Wire } from "../tester/wire.ts";
import type { Deed } from "./attack.ts";
import { changedHello } from "./changed_hello.ts";

/** An end of the connection that is attacked. */
export type Side = "client" | "server";

/** One direction: what an end sent, and what of it reached the other. */
export interface Stream {
  readonly sent: Uint8Array[];
  readonly delivered: Uint8Array[];
  /** What the other end gets after the next frame. */
  readonly held: Uint8Array[];
  size: number;
  /** Whether it was cut off, so that nothing is delivered any more. */
  isCut: boolean;
}

const LONG_MS = 60_000;

/**
 * Stands between two ends: hands on each frame as it comes, but for what it was
 * told to do. It holds no key.
 */
export class Middle {
  readonly streams: Readonly<Record<Side, Stream>> = {
    client: stream(),
    server: stream(),
  };
  /** When something last passed, as `performance.now()` has it. */
  moved: number = performance.now();
  readonly #wires: Readonly<Record<Side, Wire>>;
  readonly #deeds: readonly Deed[];
  readonly #target: Side;
  readonly #transcript: Transcript;
  readonly #over: Promise<unknown>;
  #touched = false;

  /** `target` is the end whose conversation the transcript tells. */
  constructor(
    wires: Readonly<Record<Side, Wire>>,
    deeds: readonly Deed[],
    target: Side,
    transcript: Transcript,
  ) {
    this.#wires = wires;
    this.#deeds = deeds;
    this.#target = target;
    this.#transcript = transcript;
    this.#over = Promise.all([this.#pass("client"), this.#pass("server")]);
  }

  /** Whether the attacker has done nothing yet that an end could notice. */
  get isIdle(): boolean {
    return !this.#touched;
  }

  bytes(from: Side): { sent: Uint8Array; delivered: Uint8Array } {
    const { sent, delivered } = this.streams[from];
    return { sent: concat(...sent), delivered: concat(...delivered) };
  }

  /** Ends both connections in order, and waits for what is on its way. */
  cut(): void {
    this.#touched = true;
    for (const side of ["client", "server"] as const) {
      this.streams[side].isCut = true;
      this.#wires[side].finish();
    }
  }

  /** Drops both connections. */
  destroy(): void {
    for (const wire of Object.values(this.#wires)) wire.destroy();
  }

  /** Resolves once neither end sends anything any more. */
  async over(): Promise<void> {
    await this.#over;
  }

  async #pass(from: Side): Promise<void> {
    const own = this.streams[from];
    const to = this.#wires[other(from)];
    while (true) {
      const seen = await this.#wires[from].next(LONG_MS);
      this.moved = performance.now();
      if (seen.kind !== "frame") return this.#ended(from, seen);
      const pieces = this.#handedOn(from, seen.raw);
      this.#tell(from, describe(seen), seen.raw, pieces);
      own.size += seen.raw.length;
      own.sent.push(seen.raw);
      if (own.isCut) continue;
      for (const piece of pieces) {
        own.delivered.push(piece);
        to.write(piece);
      }
      const isCut = this.#deeds.some((deed) =>
        deed.do === "cut" && deed.from === from && deed.byte < own.size
      );
      if (isCut) this.cut();
    }
  }

  #ended(from: Side, seen: Observation): void {
    const own = this.streams[from];
    if (seen.kind === "garbage") own.sent.push(seen.header);
    this.#wires[other(from)].finish();
  }

  /** What of a frame goes on, after all deeds that concern it. */
  #handedOn(from: Side, raw: Uint8Array): Uint8Array[] {
    const { sent, size, held } = this.streams[from];
    const number = sent.length;
    let pieces = [raw];
    const late = held.splice(0);
    for (const deed of this.#deeds) {
      if (deed.from !== from) continue;
      switch (deed.do) {
        case "downgrade":
          pieces = pieces.map((piece) => changedHello(piece, deed.change));
          break;
        case "flip":
        case "remove":
        case "insert":
        case "cut":
          pieces = spoilt(pieces, deed, size);
          break;
        default:
          if (deed.frame === number) pieces = this.#moved(deed, pieces);
      }
    }
    return [...pieces, ...late];
  }

  /** A deed to a whole frame. */
  #moved(
    deed: Extract<Deed, { frame: number }>,
    pieces: Uint8Array[],
  ): Uint8Array[] {
    const { sent, held } = this.streams[deed.from];
    switch (deed.do) {
      case "drop":
        return [];
      case "again":
        return [...pieces, ...pieces];
      case "hold":
        held.push(...pieces);
        return [];
      case "reflect":
        this.#reflect(deed.from, pieces);
        return [];
      case "replace":
        return sent.length === 0 ? pieces : [sent[deed.by % sent.length]];
      case "forge":
        return [alertFrame(deed.code), ...pieces];
    }
  }

  /** Gives an end back what it sent. */
  #reflect(from: Side, pieces: readonly Uint8Array[]): void {
    const back = this.streams[other(from)];
    for (const piece of pieces) {
      back.delivered.push(piece);
      this.#wires[from].write(piece);
    }
  }

  #tell(
    from: Side,
    text: string,
    raw: Uint8Array,
    pieces: readonly Uint8Array[],
  ): void {
    const way = from === this.#target ? "<" : ">";
    const isSame = pieces.length === 1 && equal(pieces[0], raw);
    if (isSame) return this.#transcript.add(way, text, raw);
    this.#touched = true;
    this.#transcript.add(".", `${text} of the ${from} is tampered with`);
    for (const piece of pieces) {
      this.#transcript.add(way, "in its place", piece);
    }
  }
}

/** The other end. */
export function other(side: Side): Side {
  return side === "client" ? "server" : "client";
}

/** A deed to bytes of the stream, where they are of this frame. */
function spoilt(
  pieces: Uint8Array[],
  deed: Extract<Deed, { byte: number }>,
  before: number,
): Uint8Array[] {
  const [frame, ...rest] = pieces;
  if (frame === undefined) return pieces;
  const at = deed.byte - before;
  if (at < 0 || at >= frame.length) return pieces;
  switch (deed.do) {
    case "flip": {
      const flipped = frame.slice();
      flipped[at] ^= 1 << (deed.size & 7);
      return [flipped, ...rest];
    }
    case "remove": {
      const end = at + 1 + deed.size;
      return [concat(frame.subarray(0, at), frame.subarray(end)), ...rest];
    }
    case "insert": {
      const extra = new Uint8Array(1 + deed.size).fill(0x20);
      return [
        concat(frame.subarray(0, at), extra, frame.subarray(at)),
        ...rest,
      ];
    }
    case "cut":
      return [frame.slice(0, at)];
  }
}

function stream(): Stream {
  return { sent: [], delivered: [], held: [], size: 0, isCut: false };
}

/** The frames of the handshake that both ends must have seen alike. */
export function handshakeFrames(frames: readonly Uint8Array[]): Uint8Array[] {
  const first = frames.findIndex(([type]) => type === FrameType.Protected);
  const clear = first < 0 ? frames : frames.slice(0, first);
  return clear.filter(([type]) => type !== FrameType.Alert);
}
