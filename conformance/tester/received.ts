import { hex } from "./bytes.ts";
import { alertName, frameName } from "./frame.ts";
import { COMPRESSED_BIT, FrameType } from "./registry.ts";
import type { Observation } from "./wire.ts";

/** A frame that the target sealed and the tester opened. */
export interface InnerFrame {
  readonly kind: "inner";
  /** The inner type without bit 7. */
  readonly type: number;
  readonly compressed: boolean;
  /** The content, inflated. */
  readonly content: Uint8Array;
  /** The whole frame as it came. */
  readonly raw?: Uint8Array;
}

/** What the target did next, opened where it was sealed. */
export type Received = Observation | InnerFrame;

/** The Alert that was received, and how. */
export function alertOf(
  seen: Received,
): { readonly code: number; readonly form: "clear" | "protected" } | undefined {
  if (seen.kind === "inner" && seen.type === FrameType.Alert) {
    return { code: seen.content[0], form: "protected" };
  }
  if (
    seen.kind === "frame" && seen.type === FrameType.Alert &&
    seen.body.length === 1
  ) {
    return { code: seen.body[0], form: "clear" };
  }
  return undefined;
}

/** What was observed, in words. */
export function describe(seen: Received): string {
  const alert = alertOf(seen);
  if (alert !== undefined) {
    return `a ${alert.form} Alert ${alertName(alert.code)}`;
  }
  const partial = "partial" in seen && seen.partial > 0
    ? ` after ${seen.partial} bytes of an unfinished frame`
    : "";
  switch (seen.kind) {
    case "frame":
      return `${frameName(seen.type)} of ${seen.body.length} bytes`;
    case "inner":
      return `a protected ${
        innerName(seen.compressed ? seen.type | COMPRESSED_BIT : seen.type)
      } of ${seen.content.length} bytes`;
    case "garbage":
      return `bytes that start no frame (${hex(seen.header)})`;
    case "fin":
      return `the end of the connection${partial}`;
    case "reset":
      return `a TCP reset${partial}`;
    case "silence":
      return `silence${partial}`;
  }
}

/** `Data`, `compressed Ping`: an inner type in words. */
export function innerName(type: number): string {
  const compressed = (type & COMPRESSED_BIT) !== 0;
  const base = frameName(type & ~COMPRESSED_BIT);
  return compressed ? `compressed ${base}` : base;
}

/** Short content in hex, else its size; for a report. */
export function shown(bytes: Uint8Array): string {
  return bytes.length <= 16 ? `[${hex(bytes)}]` : `${bytes.length} bytes`;
}
