import { Buffer } from "node:buffer";
import { FrameType } from "../../../src/schema/registries.ts";
import { replacesAlerts } from "../alerts.ts";
import { answersFaults, toleratesFaults } from "../judgement.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

/** Finished, what may come before it, and the deadline until it is there. */
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
  ...inBothRoles({
    layer: "handshake",
    name: "deadline-missing",
    requirement: "FIN-8",
    title: "There is no handshake deadline",
    models: "Slowloris: a peer that never goes on",
    plant: () => ({ handshakeTimeoutMs: () => 2 ** 31 - 1 }),
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "deadline-restarts",
    requirement: "FIN-8",
    title: "Each byte that comes starts the handshake deadline again",
    models: "An idle timeout in place of a deadline",
    plant: (site) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let patience = 0;
      const restart = () => {
        clearTimeout(timer);
        if (site.connection.session || site.connection.ended) return;
        timer = setTimeout(() => {
          if (!site.connection.session) site.fail("timeout", "Too slow");
        }, patience);
      };
      return {
        handshakeTimeoutMs: (milliseconds) => {
          patience = milliseconds;
          return 2 ** 31 - 1;
        },
        transport: (transport) =>
          override(transport, {
            start: (next) => (handler) => {
              next({
                ...handler,
                onData(chunk) {
                  handler.onData(chunk);
                  restart();
                },
                onClose() {
                  clearTimeout(timer);
                  handler.onClose();
                },
              });
              restart();
            },
          }),
      };
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "timeout-silent",
    requirement: "FIN-8",
    title: "The handshake deadline ends with FIN, without its Alert",
    models: "A timer that hangs up",
    plant: () => replacesAlerts((code, sent) => code === 0x40 ? [] : sent),
  }),
  inRole("server", {
    layer: "handshake",
    name: "limits-ignored",
    requirement: "CNF-4",
    title: "The handshake deadline is ten seconds, whatever was configured",
    models: "An option that is read and not used",
    plant: () => ({ handshakeTimeoutMs: () => 10_000 }),
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
