import { frame } from "../tester/frame.ts";
import {
  type ClientHello,
  encodeClientHello,
  encodeServerHello,
  type ServerHello,
} from "../tester/hello.ts";
import { parseClientHello, parseServerHello } from "../tester/parse.ts";
import {
  Cipher,
  FrameType,
  MIN_MAX_FRAME,
  SecuritySetting,
} from "../tester/registry.ts";
import { Violation } from "../tester/violation.ts";
import type { CHANGES } from "./attack.ts";

type Change = typeof CHANGES[number];

/** A hello that says something else, well-formed; any other frame as it is. */
export function changedHello(raw: Uint8Array, change: Change): Uint8Array {
  const body = raw.subarray(4);
  try {
    switch (raw[0]) {
      case FrameType.ClientHello: {
        const hello = parseClientHello(body);
        const changed = { ...hello, ...OFFERS[change](hello) };
        return frame(FrameType.ClientHello, encodeClientHello(changed));
      }
      case FrameType.ServerHello: {
        const hello = parseServerHello(body);
        const changed = { ...hello, ...SELECTIONS[change](hello) };
        return frame(FrameType.ServerHello, encodeServerHello(changed));
      }
      default:
        return raw;
    }
  } catch (error) {
    // Another deed has spoilt it.
    if (error instanceof Violation) return raw;
    throw error;
  }
}

const AES = Cipher["AES-256-GCM"];
const TRIPLE_DES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

const OFFERS: Readonly<
  Record<Change, (hello: ClientHello) => Partial<ClientHello>>
> = {
  "weakest setting": ({ settings }) => ({
    settings: settings.includes(SecuritySetting.open)
      ? [SecuritySetting.open]
      : [SecuritySetting.open, ...settings],
  }),
  "other cipher": ({ ciphers }) => ({
    ciphers: ciphers.includes(AES) ? [TRIPLE_DES] : [AES],
  }),
  "no compression": ({ compressions }) => ({
    compressions: compressions.includes(1) ? [0] : [0, 1],
  }),
  "least maxFrame": () => ({ maxFrame: MIN_MAX_FRAME }),
  "no extensions": ({ extensions }) => ({
    extensions: extensions.length > 0
      ? []
      : [{ type: 0x0a0a, data: new Uint8Array() }],
  }),
  "other name": () => ({ serverName: "" }),
  "other version": ({ versions }) => ({ versions: [...versions, 0x7fff] }),
  "other random": ({ random }) => ({ random: flipped(random) }),
};

const SELECTIONS: Readonly<
  Record<Change, (hello: ServerHello) => Partial<ServerHello>>
> = {
  "weakest setting": () => ({ setting: SecuritySetting.open }),
  "other cipher": ({ cipher }) => ({
    cipher: cipher === AES ? TRIPLE_DES : AES,
  }),
  "no compression": ({ compression }) => ({ compression: 1 - compression }),
  "least maxFrame": () => ({ maxFrame: MIN_MAX_FRAME }),
  "no extensions": () => ({
    extensions: [{ type: 0x0a0a, data: new Uint8Array() }],
  }),
  "other name": ({ random }) => ({ random: flipped(random) }),
  "other version": () => ({ version: 2 }),
  "other random": ({ random }) => ({ random: flipped(random) }),
};

function flipped(random: Uint8Array): Uint8Array {
  return random.map((byte, i) => i === 0 ? byte ^ 1 : byte);
}
