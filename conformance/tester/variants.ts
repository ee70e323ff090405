import { ascii, concat, prefixed, uint } from "./bytes.ts";
import { PROTECTION, type ProtectionRules } from "./protection.ts";
import type { OaepOverrides } from "./rsa.ts";
import { RULES, type ScheduleRules } from "./schedule.ts";

/**
 * A mistake that breaks every handshake, made by the tester too: where the
 * target then gets along with it, that is the target's mistake.
 */
export interface Variant {
  readonly requirement: string;
  /** What the target does, in words. */
  readonly what: string;
  readonly rules?: ScheduleRules;
  readonly protection?: ProtectionRules;
  readonly oaep?: OaepOverrides;
}

const EMPTY = new Uint8Array();

/** The mistakes the tester knows, the likelier first. */
export const VARIANTS: readonly Variant[] = [
  schedule("KDF-1", 'leaves "fesa1 " out of its labels', {
    info: (label, context, size) =>
      info(uint(size, 2), prefixed(1, ascii(label)), prefixed(1, context)),
  }),
  schedule("KDF-1", 'writes "fesa1" without its space', {
    info: (label, context, size) =>
      info(
        uint(size, 2),
        prefixed(1, ascii(`fesa1${label}`)),
        prefixed(1, context),
      ),
  }),
  schedule("KDF-1", "does not count the prefix in the label's length", {
    info: (label, context, size) =>
      info(
        uint(size, 2),
        uint(label.length, 1),
        ascii(`fesa1 ${label}`),
        prefixed(1, context),
      ),
  }),
  schedule("KDF-1", "leaves out the label's length", {
    info: (label, context, size) =>
      info(uint(size, 2), ascii(`fesa1 ${label}`), prefixed(1, context)),
  }),
  schedule("KDF-1", "leaves out the context's length", {
    info: (label, context, size) =>
      info(uint(size, 2), prefixed(1, ascii(`fesa1 ${label}`)), context),
  }),
  schedule("KDF-1", "leaves out the output's length", {
    info: (label, context) =>
      info(prefixed(1, ascii(`fesa1 ${label}`)), prefixed(1, context)),
  }),
  schedule("KDF-1", "writes the output's length little-endian", {
    info: (label, context, size) =>
      info(
        uint(size, 2).toReversed(),
        prefixed(1, ascii(`fesa1 ${label}`)),
        prefixed(1, context),
      ),
  }),
  schedule("KDF-2", "hashes the frames without their headers", {
    transcript: (frames) => concat(...frames.map((bytes) => bytes.subarray(4))),
    finishedFrame: (verify) => verify,
  }),
  schedule("KDF-2", "hashes the handshake's frames without their headers", {
    transcript: (frames) => concat(...frames.map((bytes) => bytes.subarray(4))),
  }),
  schedule("KDF-2", "leaves ClientKeyExchange out of TH1", {
    transcript: (frames) => concat(...frames.slice(0, 3)),
  }),
  schedule("KDF-2", "leaves the server's key or certificate out of TH1", {
    transcript: (frames) => concat(...frames.filter((_, i) => i !== 2)),
  }),
  schedule("KDF-2", "hashes no more than the hellos", {
    transcript: (frames) => concat(...frames.slice(0, 2)),
  }),
  schedule("KDF-2", "leaves the ClientHello out of TH1", {
    transcript: (frames) => concat(...frames.slice(1)),
  }),
  schedule("KDF-2", "leaves the ServerHello out of TH1", {
    transcript: (frames) => concat(...frames.filter((_, i) => i !== 1)),
  }),
  schedule("KDF-3", "leaves the Finished's header out of TH2", {
    finishedFrame: (verify) => verify,
  }),
  schedule("KDF-3", "puts only the Finished's type into TH2", {
    finishedFrame: (verify) => concat(uint(6, 1), verify),
  }),
  schedule("KDF-3", "makes the second Finished over TH1", {
    secondHash: (th1) => th1,
  }),
  schedule("KDF-4", "has the randoms the wrong way round in the salt", {
    salt: (client, server) => concat(server, client),
  }),
  schedule("KDF-4", "salts with the client's random alone", {
    salt: (client) => client,
  }),
  schedule("KDF-4", "salts with the server's random alone", {
    salt: (_, server) => server,
  }),
  schedule("KDF-4", "extracts without a salt", { salt: () => EMPTY }),
  schedule("KDF-4", "has salt and key material the wrong way round", {
    extract: (salt, ikm) => RULES.extract(ikm, salt),
  }),
  schedule("KDF-4", "expands the key material without extracting", {
    extract: (_, ikm) => ikm,
  }),
  schedule("KDF-5", "has the two directions' secrets the wrong way round", {
    directionLabel: (direction) => direction === "client" ? "server" : "client",
  }),
  schedule("KDF-5", "uses the client's secret in both directions", {
    directionLabel: () => "client",
  }),
  schedule("KDF-5", "uses the server's secret in both directions", {
    directionLabel: () => "server",
  }),
  schedule("KDF-5", "derives the directions' secrets without TH1", {
    directionContext: () => EMPTY,
  }),
  schedule("KDF-6", "takes K1 for K3", {
    traffic: (xl, secret, label, size) => {
      const bytes = xl(secret, label, EMPTY, size);
      if (label === "key" && size === 24) bytes.set(bytes.slice(0, 8), 16);
      return bytes;
    },
  }),
  schedule("KDF-6", "cuts a 3DES key from 32 bytes", {
    traffic: (xl, secret, label, size) =>
      xl(secret, label, EMPTY, size === 24 ? 32 : size).slice(0, size),
  }),
  schedule("KDF-6", "cuts an IV from 32 bytes", {
    traffic: (xl, secret, label, size) =>
      xl(secret, label, EMPTY, size === 12 ? 32 : size).slice(0, size),
  }),
  schedule("KDF-6", "cuts every key and IV from 32 bytes", {
    traffic: (xl, secret, label, size) =>
      xl(secret, label, EMPTY, 32).slice(0, size),
  }),
  schedule("KDF-6", "uses the key as the MAC key", {
    traffic: (xl, secret, label, size) =>
      xl(secret, label === "mac" ? "key" : label, EMPTY, size),
  }),
  schedule("KDF-6", "uses the direction's secret as its MAC key", {
    traffic: (xl, secret, label, size) =>
      label === "mac" ? secret : xl(secret, label, EMPTY, size),
  }),
  schedule("KDF-7", "uses the direction's secret as its Finished key", {
    finishedKey: (_, secret) => secret,
  }),
  schedule("KDF-7", "derives the Finished key from generation 1", {
    finishedKey: (xl, secret) =>
      xl(xl(secret, "update", EMPTY, 32), "finished", EMPTY, 32),
  }),
  sealing("PRO-2", "starts its sequence numbers at 1", { firstSequence: 1n }),
  sealing("PRO-3", "authenticates no header", { aad: () => EMPTY }),
  sealing("PRO-3", "authenticates the header's type alone", {
    aad: (head) => head.slice(0, 1),
  }),
  sealing("PRO-3", "authenticates the sequence number as well", {
    aad: (head, sequence) => concat(uint(sequence, 8), head),
  }),
  sealing("PRO-3", "does not mix the sequence number into the nonce", {
    nonce: (iv) => iv,
  }),
  sealing("PRO-3", "mixes the sequence number into the nonce little-endian", {
    nonce: (iv, sequence) =>
      xor(iv, concat(uint(0, 4), uint(sequence, 8).toReversed())),
  }),
  sealing("PRO-3", "has the sequence number at the nonce's wrong end", {
    nonce: (iv, sequence) => xor(iv, concat(uint(sequence, 8), uint(0, 4))),
  }),
  {
    requirement: "KEX-7",
    what: "uses OAEP with SHA-1",
    oaep: { hash: "sha1" },
  },
  {
    requirement: "KEX-7",
    what: "uses OAEP with MGF1-SHA-1",
    oaep: { maskHash: "sha1" },
  },
];

function schedule(
  requirement: string,
  what: string,
  rules: Partial<ScheduleRules>,
): Variant {
  return { requirement, what, rules: { ...RULES, ...rules } };
}

function sealing(
  requirement: string,
  what: string,
  protection: Partial<ProtectionRules>,
): Variant {
  return { requirement, what, protection: { ...PROTECTION, ...protection } };
}

function info(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(...parts);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}
