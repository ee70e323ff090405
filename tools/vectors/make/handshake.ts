import { spkiOfCertificate } from "../../../conformance/tester/der.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import {
  type ClientHello,
  encodeClientHello,
  encodeServerCertificate,
  encodeServerHello,
  type ServerHello,
} from "../../../conformance/tester/hello.ts";
import { encryptOaep, parseSpki } from "../../../conformance/tester/rsa.ts";
import {
  type Direction,
  KeySchedule,
  type ScheduleInput,
} from "../../../conformance/tester/schedule.ts";
import { makeChain } from "../../../conformance/tester/certificates.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { FrameType, SecuritySetting } from "../../../src/mod.ts";
import type { Values } from "../seeded_values.ts";

/** What a handshake settles, and whatever of its hellos is to be otherwise. */
export interface HandshakeRecipe {
  readonly setting: number;
  readonly cipher: number;
  /** The server's key, where it is another than SERVER_KEY. */
  readonly key?: ThrowawayKeyName;
  readonly offer?: Partial<ClientHello>;
  readonly choice?: Partial<ServerHello>;
}

/** A whole handshake up to its keys, every value of it named. */
export interface MadeHandshake {
  readonly hello: ClientHello;
  readonly serverHello: ServerHello;
  /** CH, SH, and in the RSA settings SK or SC, and CKE: whole frames. */
  readonly frames: readonly Uint8Array[];
  readonly ikm: Uint8Array;
  readonly oaepSeed?: Uint8Array;
  /** In `certified`: the anchor that vouches for the server. */
  readonly anchor?: Uint8Array;
  readonly first: Direction;
  readonly input: ScheduleInput;
  readonly schedule: KeySchedule;
}

/** The name of every server in the vectors. */
export const SERVER_NAME = "fesa.example";
/** The server's key, of the conformance suite's throw-away ones. */
export const SERVER_KEY = "rsa2048";

/**
 * Makes a handshake with the tester's own bytes and keys; the values are named
 * `NAME/client random`, `NAME/server random`, `NAME/pre-master`, `NAME/OAEP
 * seed` and `NAME/deployment key`.
 */
export async function makeHandshake(
  values: Values,
  name: string,
  recipe: HandshakeRecipe,
): Promise<MadeHandshake> {
  const { setting, cipher } = recipe;
  const hello: ClientHello = {
    versions: [1],
    random: values(`${name}/client random`, 32),
    settings: [setting],
    ciphers: [cipher],
    compressions: [0],
    maxFrame: 65_536,
    serverName: SERVER_NAME,
    extensions: [],
    ...recipe.offer,
  };
  const serverHello: ServerHello = {
    version: 1,
    random: values(`${name}/server random`, 32),
    setting,
    cipher,
    compression: 0,
    maxFrame: 65_536,
    extensions: [],
    ...recipe.choice,
  };
  const hellos = [
    frame(FrameType.ClientHello, encodeClientHello(hello)),
    frame(FrameType.ServerHello, encodeServerHello(serverHello)),
  ];
  const exchange = setting === SecuritySetting.proprietary
    ? { frames: [], ikm: values(`${name}/deployment key`, 32) }
    : await keyExchange(values, name, recipe);
  const first = setting === SecuritySetting.proprietary ? "server" : "client";
  const input: ScheduleInput = {
    frames: [...hellos, ...exchange.frames],
    clientRandom: hello.random,
    serverRandom: serverHello.random,
    ikm: exchange.ikm,
    first,
  };
  return {
    hello,
    serverHello,
    ...exchange,
    frames: input.frames,
    first,
    input,
    schedule: new KeySchedule(input),
  };
}

async function keyExchange(
  values: Values,
  name: string,
  { setting, key: keyName = SERVER_KEY }: HandshakeRecipe,
) {
  const ikm = values(`${name}/pre-master`, 48);
  const oaepSeed = values(`${name}/OAEP seed`, 32);
  const chain = setting === SecuritySetting.certified
    ? await makeChain(SERVER_NAME, keyName)
    : undefined;
  const leaf = chain?.chain[0].der;
  const spki = leaf ? spkiOfCertificate(leaf) : throwawaySpki(keyName);
  const key = leaf
    ? frame(FrameType.ServerCertificate, encodeServerCertificate([leaf]))
    : frame(FrameType.ServerKey, spki);
  const ciphertext = encryptOaep(parseSpki(spki), ikm, oaepSeed);
  return {
    frames: [key, frame(FrameType.ClientKeyExchange, ciphertext)],
    ikm,
    oaepSeed,
    anchor: chain?.anchor.der,
  };
}
