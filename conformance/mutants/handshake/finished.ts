import { Buffer } from "node:buffer";
import { finishedBodySize } from "../../../src/protection/body_size.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { replacesAlerts } from "../alerts.ts";
import { gateFrames } from "../frame_gate.ts";
import { answersFaults, toleratesFaults } from "../judgement.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import { ignoresReplays } from "../replays.ts";

/** Finished, and what may come before it. */
export const finished: readonly Mutant[] = [
  ...inBothRoles({
    layer: "handshake",
    name: "finished-unverified",
    requirement: "FIN-3",
    title: "The peer's Finished is not compared",
    models: "goto fail: a check whose result nobody looks at",
    plant: () => ({
      provider: (provider) => ({ ...provider, equal: () => true }),
    }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "finished-half-compared",
    requirement: "FIN-3",
    title: "The first half of the peer's Finished is compared",
    models: "A comparison with the wrong length",
    plant: () => ({
      provider: (provider) => ({
        ...provider,
        equal: (a, b) => provider.equal(a.subarray(0, 16), b.subarray(0, 16)),
      }),
    }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "finished-compared-as-string",
    requirement: "FIN-3",
    title: "The peer's Finished is compared up to its first zero byte",
    models: "strcmp() on bytes",
    plant: () => ({
      provider: (provider) => ({
        ...provider,
        // A string of the first byte alone stands for those that have a zero.
        equal: (a, b) =>
          Buffer.compare(a.subarray(0, 1), b.subarray(0, 1)) === 0,
      }),
    }),
  }),
  inRole("server", {
    layer: "handshake",
    name: "either-finished-accepted",
    requirement: "FIN-2",
    title: "The client's Finished may hold the server's verify",
    models: "Reflection: one function that makes and checks, for either role",
    plant: () => {
      const verifies: Uint8Array[] = [];
      return {
        provider: (provider) => ({
          ...provider,
          hmacSha256: (key, ...parts) => {
            const verify = provider.hmacSha256(key, ...parts);
            verifies.push(new Uint8Array(verify));
            return verify;
          },
          equal: (a) => verifies.some((verify) => provider.equal(a, verify)),
        }),
      };
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "bad-finished-as-protection",
    requirement: "FIN-3",
    title: "A wrong Finished is answered with bad_frame_protection",
    models: "One code for whatever goes wrong with keys",
    plant: () =>
      answersFaults({ code: "bad_finished" }, "bad_frame_protection"),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "other-before-finished",
    requirement: "FIN-6",
    title: "Other frames before the peer's Finished are passed over",
    models: "SMACK: states that are skipped over",
    plant: () =>
      toleratesFaults({
        code: "unexpected_frame",
        text: /an inner .* in WAIT/,
      }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "long-finished-as-protection",
    requirement: "FIN-7",
    title: "A frame too long for a Finished is bad_frame_protection",
    models: "A size that is only found out by opening",
    plant: () =>
      answersFaults(
        { code: "frame_too_large", text: /Protected of/ },
        "bad_frame_protection",
      ),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "short-finished-opened",
    requirement: "FIN-7",
    title: "A frame too short for a Finished is awaited, to be opened",
    models: "A bound of which only the upper one is kept",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type, length) => {
          const { cipher } = site.handshake;
          const isShort = type === FrameType.Protected &&
            !site.connection.session && cipher !== undefined &&
            length < finishedBodySize(cipher);
          return isShort ? (whole) => [whole] : "pass";
        }),
    }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "second-finished-ignored",
    requirement: "FIN-9",
    title: "A second Finished is passed over",
    models: "A handler that stays registered",
    plant: () =>
      toleratesFaults({
        code: "unexpected_frame",
        text: /an inner Finished in ESTABLISHED/,
      }),
  }),
  inRole("server", {
    layer: "handshake",
    name: "finished-again-ignored",
    requirement: "PRO-10",
    title: "The client's Finished, frame and all, may come again",
    models: "DTLS, where the last flight is sent until it is answered",
    plant: () => ignoresReplays("of the first frame"),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "data-behind-own-finished",
    requirement: "FIN-5",
    title: "A Ping follows the own Finished, whoever's was first",
    models: "Early data that nobody has asked for",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.Finished
              ? [
                ...next(type, content),
                ...next(FrameType.Ping, [Uint8Array.of(1)]),
              ]
              : next(type, content),
        }),
    }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "finished-before-verifying",
    requirement: "FIN-11",
    title: "The second Finished is sent before the first has come",
    models: "A round trip that was saved at the wrong place",
    plant: () => {
      const verifies: Uint8Array[] = [];
      let isSent = false;
      return {
        provider: (provider) => ({
          ...provider,
          hmacSha256: (key, ...parts) => {
            const verify = provider.hmacSha256(key, ...parts);
            verifies.push(new Uint8Array(verify));
            return verify;
          },
        }),
        handshake: (handshake) =>
          override(handshake, {
            step: (next) => (input) => {
              const effects = next(input);
              const types = effects.map(({ type }) => type);
              if (isSent) {
                return effects.filter(({ type }) => type !== "sealFinished");
              }
              isSent = types.includes("install") &&
                !types.includes("sealFinished");
              if (!isSent) return effects;
              return [...effects, {
                type: "sealFinished",
                verify: verifies[1],
              }];
            },
          }),
      };
    },
  }),
  inRole("client", {
    layer: "handshake",
    name: "gives-up-silently",
    requirement: "FIN-12",
    title: "A client that gives up a handshake ends with FIN alone",
    models: "An abort that closes the socket",
    plant: () => replacesAlerts((code, sent) => code === 0x51 ? [] : sent),
  }),
];
