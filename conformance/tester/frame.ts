import {
  AlertCode,
  FrameType,
  MAX_CLIENT_KEY_EXCHANGE,
  MAX_HELLO,
  MAX_SERVER_CERTIFICATE,
  MAX_SERVER_KEY,
  nameOf,
} from "./registry.ts";
import { concat, uint } from "./bytes.ts";

/** The four header bytes of a frame; nothing is checked. */
export function header(type: number, length: number): Uint8Array {
  return concat(uint(type, 1), uint(length, 3));
}

/** A whole frame: header and body; nothing is checked. */
export function frame(type: number, body: Uint8Array): Uint8Array {
  return concat(header(type, body.length), body);
}

/** A clear Alert. */
export function alertFrame(code: number): Uint8Array {
  return frame(FrameType.Alert, uint(code, 1));
}

/** `ServerHello`, or `type 0x7f` for what has no name. */
export function frameName(type: number): string {
  const name = nameOf(FrameType, type);
  return name.startsWith("0x") ? `type ${name}` : name;
}

/** `malformed (0x02)`. */
export function alertName(code: number): string {
  const name = nameOf(AlertCode, code);
  const number = `0x${code.toString(16).padStart(2, "0")}`;
  return name.startsWith("0x")
    ? `unknown alert ${number}`
    : `${name} (${number})`;
}

/** The longest body a header of this type may announce; undefined: unknown type. */
export function longestBody(type: number, sealed: number): number | undefined {
  switch (type) {
    case FrameType.ClientHello:
    case FrameType.ServerHello:
      return MAX_HELLO;
    case FrameType.ServerKey:
      return MAX_SERVER_KEY;
    case FrameType.ServerCertificate:
      return MAX_SERVER_CERTIFICATE;
    case FrameType.ClientKeyExchange:
      return MAX_CLIENT_KEY_EXCHANGE;
    case FrameType.Alert:
      return 1;
    case FrameType.Protected:
      return sealed;
    default:
      return undefined;
  }
}
