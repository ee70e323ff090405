import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import { Buffer } from "node:buffer";
import type { RsaPrivateKey } from "../../../src/keys/provider.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { PRE_MASTER_SIZE } from "../../../src/schema/limits.ts";
import { type AlertName, FrameType } from "../../../src/schema/registries.ts";
import { changeReceived } from "../body_change.ts";
import { rewritesEvents } from "../events.ts";
import { gateFrames } from "../frame_gate.ts";
import { answersFaults } from "../judgement.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";
import type { Seams } from "../seams.ts";
import type { Site } from "../site.ts";

/** Servers that tell what is wrong with a key exchange, or don't mind it. */
export const serverExchange: readonly Mutant[] = [
  server({
    name: "oaep-oracle",
    requirement: "KEX-9",
    title: "A ciphertext that does not decode is answered with internal_error",
    models: "Bleichenbacher's oracle, as ROBOT found it again",
    plant: () =>
      decrypts(async (key, ciphertext) => {
        await key.decrypt(ciphertext).catch(() => refuse("internal_error"));
      }),
  }),
  server({
    name: "length-oracle",
    requirement: "KEX-9",
    title: "A pre-master that is not 48 bytes is malformed",
    models: "A check behind the decryption that nobody counted as an oracle",
    plant: () =>
      decrypts(async (key, ciphertext) => {
        const { length } = await opened(key, ciphertext);
        if (length > 0 && length !== PRE_MASTER_SIZE) refuse("malformed");
      }),
  }),
  server({
    name: "range-oracle",
    requirement: "KEX-9",
    title: "A ciphertext that is not below the modulus is malformed",
    models: "A library's own check, handed on as it is",
    plant: () =>
      decrypts((key, ciphertext) => {
        // The modulus stands in the SPKI, 33 bytes from its start.
        const modulus = key.spki.subarray(33, 33 + key.modulusBytes);
        if (Buffer.compare(ciphertext, modulus) >= 0) refuse("malformed");
        return Promise.resolve();
      }),
  }),
  server({
    name: "early-oracle",
    requirement: "KEX-11",
    title: "A bad ciphertext is answered before the Finished has come",
    models: "The right answer at the wrong time",
    plant: (site) => {
      let key: RsaPrivateKey | undefined;
      return {
        serverConfig: (config) => {
          key = config.privateKey;
          return config;
        },
        transport: (transport) =>
          gateFrames(
            transport,
            (type) =>
              type !== FrameType.ClientKeyExchange ? "pass" : (frame) => {
                key?.decrypt(frame.subarray(4)).catch(() =>
                  site.fail("bad_frame_protection", "Refused early")
                );
                return [frame];
              },
          ),
      };
    },
  }),
  server({
    name: "finished-oracle",
    requirement: "KEX-11",
    title: "A bad ciphertext ends as bad_finished, not bad_frame_protection",
    models: "A failure that is noted, and told later",
    plant: () => {
      let isBad = false;
      const answers = answersFaults(
        { code: "bad_frame_protection" },
        "bad_finished",
      );
      return {
        ...decrypts(async (key, ciphertext) => {
          isBad = (await opened(key, ciphertext)).length === 0;
        }),
        connection: (connection) => {
          const { failWith } = connection;
          const plain = failWith.bind(connection);
          const other = answers.connection!(connection).failWith;
          connection.failWith = (error) => isBad ? other(error) : plain(error);
          return connection;
        },
      };
    },
  }),
  server({
    name: "long-secret-cut",
    requirement: "KEX-9",
    title: "A longer pre-master is cut to 48 bytes and used",
    models: "A buffer of a fixed size",
    plant: () =>
      usesSecret(async (key, ciphertext) => {
        const secret = await opened(key, ciphertext);
        if (secret.length <= PRE_MASTER_SIZE) return undefined;
        return secret.slice(0, PRE_MASTER_SIZE);
      }),
  }),
  server({
    name: "short-secret-padded",
    requirement: "KEX-9",
    title: "A shorter pre-master is used with zeros behind it",
    models: "A buffer of a fixed size",
    plant: () =>
      usesSecret(async (key, ciphertext) => {
        const secret = await opened(key, ciphertext);
        const { length } = secret;
        if (length === 0 || length >= PRE_MASTER_SIZE) return undefined;
        const padded = new Uint8Array(PRE_MASTER_SIZE);
        padded.set(secret);
        return padded;
      }),
  }),
  server({
    name: "pkcs-1-accepted",
    requirement: "KEX-9",
    title: "A key exchange in PKCS #1 v1.5 padding is accepted as well",
    models: "Compatibility with the padding that OAEP replaced",
    plant: (site) =>
      usesSecret((_, ciphertext) => Promise.resolve(pkcs1(site, ciphertext))),
  }),
  server({
    name: "any-size-decrypted",
    requirement: "KEX-8",
    title: "A key exchange of another size than the modulus goes on",
    models: "A number that is read whatever its length",
    plant: () => {
      let size = 0;
      return {
        ...changeReceived(FrameType.ClientKeyExchange, (body) => {
          if (body.length === size) return body;
          const sized = new Uint8Array(size);
          sized.set(body.subarray(0, size));
          return sized;
        }),
        serverConfig: (config) => {
          size = config.privateKey?.modulusBytes ?? 0;
          return config;
        },
      };
    },
  }),
  server({
    name: "second-exchange-ignored",
    requirement: "KEX-15",
    title: "A second ClientKeyExchange is passed over",
    models: "A state that is left too late",
    plant: () => {
      let count = 0;
      return {
        transport: (transport) =>
          gateFrames(
            transport,
            (type) =>
              type === FrameType.ClientKeyExchange && ++count > 1
                ? "drop"
                : "pass",
          ),
      };
    },
  }),
  server({
    name: "event-oracle",
    requirement: "KEX-12",
    title: "A bad ciphertext is reported as internal_error to the application",
    models: "A log line that says what the wire does not",
    plant: () => {
      let isBad = false;
      return {
        ...decrypts(async (key, ciphertext) => {
          isBad = (await opened(key, ciphertext)).length === 0;
        }),
        ...rewritesEvents((events) =>
          events.map((event) =>
            isBad && event.type === "ended" && event.ended.how === "alert"
              ? { ...event, ended: { ...event.ended, code: 0x50 } }
              : event
          )
        ),
      };
    },
  }),
  server({
    name: "crowd-unanswered",
    requirement: "KEX-16",
    title: "An RSA operation over the bound is dropped, and nobody told",
    models: "A queue that loses what it has no place for",
    plant: ({ memory }) => {
      const pending = memory.get("pending") ?? new Uint8Array(1);
      memory.set("pending", pending);
      return {
        fulfil: (fulfil) => async (need) => {
          if (pending[0] > 0) return await new Promise(() => {});
          pending[0]++;
          try {
            return await fulfil(need);
          } finally {
            pending[0]--;
          }
        },
      };
    },
  }),
  server({
    name: "weak-own-key",
    requirement: "KEX-5",
    title: "It starts with a key that its own minimum refuses",
    models: "A check that only the other end makes",
    listen: (options, listen) => listen({ ...options, minimumRsaBits: 1024 }),
  }),
];

function server(fault: Omit<Fault, "layer">): Mutant {
  return inRole("server", { ...fault, layer: "keys" });
}

function refuse(code: AlertName): never {
  throw new ProtocolError(code, "Refused");
}

/** The secret in a ciphertext; nothing where there is none. */
function opened(
  key: RsaPrivateKey,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  return key.decrypt(ciphertext).catch(() => new Uint8Array(0));
}

/** Looks at each ciphertext before it is decrypted as it should be. */
function decrypts(
  look: (key: RsaPrivateKey, ciphertext: Uint8Array) => Promise<void>,
): Seams {
  return usesSecret(async (key, ciphertext) => {
    await look(key, ciphertext);
    return undefined;
  });
}

/** Uses another secret than the reference, where `secretOf` gives one. */
function usesSecret(
  secretOf: (
    key: RsaPrivateKey,
    ciphertext: Uint8Array,
  ) => Promise<Uint8Array | undefined>,
): Seams {
  let key: RsaPrivateKey | undefined;
  return {
    serverConfig: (config) => {
      key = config.privateKey;
      return config;
    },
    fulfil: (fulfil) => async (need) => {
      if (need.kind !== "decrypt" || !key) return await fulfil(need);
      const preMaster = await secretOf(key, need.ciphertext);
      return preMaster === undefined
        ? await fulfil(need)
        : { type: "decrypted", preMaster };
    },
  };
}

/** A secret of 48 bytes in PKCS #1 v1.5 padding, if it is one. */
function pkcs1(site: Site, ciphertext: Uint8Array): Uint8Array | undefined {
  const { options } = site;
  if (!("privateKey" in options)) return undefined;
  try {
    const padded = privateDecrypt({
      key: createPrivateKey(Buffer.from(options.privateKey ?? "")),
      padding: constants.RSA_NO_PADDING,
    }, ciphertext);
    const isPadded = padded[0] === 0 && padded[1] === 2 &&
      padded.indexOf(0, 2) === padded.length - PRE_MASTER_SIZE - 1;
    return isPadded
      ? new Uint8Array(padded.subarray(-PRE_MASTER_SIZE))
      : undefined;
  } catch {
    return undefined;
  }
}
