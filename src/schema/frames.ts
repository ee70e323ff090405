import type { z } from "zod";
import {
  openEnum,
  type Struct,
  struct,
  u24,
  type WireNumber,
  type WireStruct,
} from "../wire/vocabulary.ts";
import { FrameType } from "./registries.ts";
import {
  MAX_CLIENT_KEY_EXCHANGE,
  MAX_HELLO,
  MAX_SERVER_CERTIFICATE,
  MAX_SERVER_KEY,
} from "./limits.ts";
import {
  Alert,
  ClientHello,
  ClientKeyExchange,
  Data,
  Finished,
  KeyUpdate,
  Ping,
  Pong,
  ServerCertificate,
  ServerHello,
  ServerKey,
} from "./messages.ts";

/** What stands before every body (spec/frames.md). */
export const FrameHeader: Struct<{ type: WireNumber; length: WireNumber }> =
  struct("FrameHeader", {
    type: openEnum("FrameType", 1, FrameType).describe("What the frame is"),
    length: u24().describe("Bytes of the body, without the header's own"),
  });
export type FrameHeader = z.infer<typeof FrameHeader>;

/** One kind of frame (spec/frames.md). */
export interface FrameRow {
  readonly name: keyof typeof FrameType;
  readonly type: number;
  /** Whether it travels in clear, inside Protected, or may do either. */
  readonly where: "clear" | "inner" | "either";
  /**
   * The longest body in clear, judged from the header alone; of an inner
   * frame the longest content, where `maxFrame` is what was negotiated.
   */
  readonly maxLength: number | "maxFrame";
  /** Whether bit 7 of its inner type may say that its content is DEFLATE. */
  readonly compressible: boolean;
  /** What its body is; Protected has none of its own. */
  readonly message: WireStruct;
}

/** Every frame that carries a message; Protected wraps the inner ones. */
export const FRAMES: readonly FrameRow[] = [
  row("ClientHello", "clear", MAX_HELLO, ClientHello),
  row("ServerHello", "clear", MAX_HELLO, ServerHello),
  row("ServerKey", "clear", MAX_SERVER_KEY, ServerKey),
  row("ServerCertificate", "clear", MAX_SERVER_CERTIFICATE, ServerCertificate),
  row("ClientKeyExchange", "clear", MAX_CLIENT_KEY_EXCHANGE, ClientKeyExchange),
  row("Finished", "inner", 32, Finished),
  row("Data", "inner", "maxFrame", Data, true),
  row("Ping", "inner", "maxFrame", Ping, true),
  row("Pong", "inner", "maxFrame", Pong, true),
  row("KeyUpdate", "inner", 1, KeyUpdate),
  row("Alert", "either", 1, Alert),
];

/** The longest body that a frame of this type may announce in clear. */
export function longestClearBody(type: number): number {
  const found = FRAMES.find((row) => row.type === type);
  if (!found || typeof found.maxLength !== "number") {
    throw new RangeError(`Frame type ${type} is never sent in clear`);
  }
  return found.maxLength;
}

function row(
  name: keyof typeof FrameType,
  where: FrameRow["where"],
  maxLength: FrameRow["maxLength"],
  message: WireStruct,
  compressible = false,
): FrameRow {
  const type = FrameType[name];
  return { name, type, where, maxLength, compressible, message };
}
