/**
 * ClientHello as one would write it by hand: the codec's peer in the bench.
 * It checks what the schema checks while it decodes (spec/messages.md).
 */
export interface HandWrittenHello {
  versions: number[];
  random: Uint8Array;
  settings: number[];
  ciphers: number[];
  compressions: number[];
  maxFrame: number;
  serverName: Uint8Array;
  extensions: { type: number; data: Uint8Array }[];
}

/** Decodes a ClientHello; throws RangeError where it is malformed. */
export function decodeByHand(bytes: Uint8Array): HandWrittenHello {
  const end = bytes.length;
  let at = 0;
  const need = (count: number): void => {
    if (at + count > end) throw new RangeError("truncated");
  };
  const u8 = (): number => {
    need(1);
    return bytes[at++];
  };
  const u16 = (): number => {
    need(2);
    at += 2;
    return bytes[at - 2] << 8 | bytes[at - 1];
  };
  const take = (count: number): Uint8Array => {
    need(count);
    at += count;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + at - count, count);
  };
  const list = (width: 1 | 2): number[] => {
    const length = u8();
    need(length);
    if (length === 0 || length % width !== 0) throw new RangeError("length");
    const values: number[] = [];
    for (const until = at + length; at < until;) {
      const value = width === 1 ? u8() : u16();
      if (values.includes(value)) throw new RangeError("duplicate");
      values.push(value);
    }
    return values;
  };
  const versions = list(2);
  const random = take(32);
  const settings = list(1);
  const ciphers = list(2);
  const compressions = list(1);
  const maxFrame = u8() << 16 | u16();
  const serverName = take(u8());
  const until = u16() + at;
  if (until !== end) throw new RangeError("length");
  const extensions: { type: number; data: Uint8Array }[] = [];
  while (at < end) {
    const type = u16();
    if (extensions.some((extension) => extension.type === type)) {
      throw new RangeError("duplicate");
    }
    extensions.push({ type, data: take(u16()) });
  }
  return {
    versions,
    random,
    settings,
    ciphers,
    compressions,
    maxFrame,
    serverName,
    extensions,
  };
}

/** Encodes a ClientHello into `buffer` at `at`; returns where it ends. */
export function encodeByHand(
  hello: HandWrittenHello,
  buffer: Uint8Array,
  at: number,
): number {
  const u16 = (value: number): void => {
    buffer[at++] = value >> 8;
    buffer[at++] = value;
  };
  const list = (values: readonly number[], width: 1 | 2): void => {
    buffer[at++] = values.length * width;
    for (const value of values) {
      if (width === 2) u16(value);
      else buffer[at++] = value;
    }
  };
  list(hello.versions, 2);
  buffer.set(hello.random, at);
  at += 32;
  list(hello.settings, 1);
  list(hello.ciphers, 2);
  list(hello.compressions, 1);
  buffer[at++] = hello.maxFrame >> 16;
  u16(hello.maxFrame & 0xffff);
  buffer[at++] = hello.serverName.length;
  buffer.set(hello.serverName, at);
  at += hello.serverName.length;
  const prefix = at;
  at += 2;
  for (const { type, data } of hello.extensions) {
    u16(type);
    u16(data.length);
    buffer.set(data, at);
    at += data.length;
  }
  const length = at - prefix - 2;
  buffer[prefix] = length >> 8;
  buffer[prefix + 1] = length;
  return at;
}
