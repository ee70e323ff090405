import { ascii, concat, prefixed, uint } from "./bytes.ts";

/** One extension of a hello. */
export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

/** Every field of a ClientHello, each to be set to anything. */
export interface ClientHello {
  readonly versions: readonly number[];
  readonly random: Uint8Array;
  readonly settings: readonly number[];
  readonly ciphers: readonly number[];
  readonly compressions: readonly number[];
  readonly maxFrame: number;
  /** Text as ASCII, or any bytes. */
  readonly serverName: string | Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Every field of a ServerHello, each to be set to anything. */
export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
  readonly extensions: readonly Extension[];
}

/** The body of a ClientHello; nothing is checked (spec/messages.md). */
export function encodeClientHello(hello: ClientHello): Uint8Array {
  const { serverName } = hello;
  return concat(
    prefixed(1, list(hello.versions, 2)),
    hello.random,
    prefixed(1, list(hello.settings, 1)),
    prefixed(1, list(hello.ciphers, 2)),
    prefixed(1, list(hello.compressions, 1)),
    uint(hello.maxFrame, 3),
    prefixed(
      1,
      typeof serverName === "string" ? ascii(serverName) : serverName,
    ),
    encodeExtensions(hello.extensions),
  );
}

/** The body of a ServerHello; nothing is checked (spec/messages.md). */
export function encodeServerHello(hello: ServerHello): Uint8Array {
  return concat(
    uint(hello.version, 2),
    hello.random,
    uint(hello.setting, 1),
    uint(hello.cipher, 2),
    uint(hello.compression, 1),
    uint(hello.maxFrame, 3),
    encodeExtensions(hello.extensions),
  );
}

/** The body of a ServerCertificate, leaf first; nothing is checked. */
export function encodeServerCertificate(
  certificates: readonly Uint8Array[],
): Uint8Array {
  return prefixed(3, concat(...certificates.map((der) => prefixed(3, der))));
}

function encodeExtensions(extensions: readonly Extension[]): Uint8Array {
  return prefixed(
    2,
    concat(
      ...extensions.map(({ type, data }) =>
        concat(uint(type, 2), prefixed(2, data))
      ),
    ),
  );
}

function list(values: readonly number[], size: number): Uint8Array {
  return concat(...values.map((value) => uint(value, size)));
}
