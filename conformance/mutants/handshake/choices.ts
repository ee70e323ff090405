import type { ClientHello } from "../../../src/schema/messages.ts";
import {
  Cipher,
  Compression,
  GREASE_U8,
} from "../../../src/schema/registries.ts";
import { readsHello, sendsChoice } from "../hello_change.ts";
import { answersFaults } from "../judgement.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";

import { decides, merged } from "./decisions.ts";

/** Servers that choose otherwise than they must. */
export const choices: readonly Mutant[] = [
  server({
    name: "grease-refused",
    requirement: "NEG-3",
    title: "A value or extension that it does not know is refused",
    models: "Intolerance of what a later version brings",
    plant: (site) =>
      readsHello((hello) => {
        if (hello.extensions.some(({ type }) => type !== 1)) {
          site.fail("illegal_parameter", "An unknown extension");
        }
        return hello;
      }),
  }),
  server({
    name: "unknown-setting-refused",
    requirement: "NEG-3",
    title: "A setting or compression that it does not know is refused",
    models: "An enumeration that is checked where it is parsed",
    plant: (site) =>
      readsHello((hello) => {
        const { settings, compressions } = hello;
        const unknown = settings.some((one) => one < 1 || one > 3) ||
          compressions.some((one) => one > 1);
        if (unknown) site.fail("illegal_parameter", "An unknown value");
        return hello;
      }),
  }),
  server({
    name: "highest-version-only",
    requirement: "NEG-4",
    title: "Only the highest version offered is looked at",
    models: "Intolerance of clients that can do more",
    plant: (site) =>
      readsHello((hello) => {
        if (Math.max(...hello.versions) !== 1) {
          site.fail("no_common_version", "The highest version is not 1");
        }
        return hello;
      }),
  }),
  server({
    name: "version-as-maximum",
    requirement: "NEG-4",
    title: "A client that knows a later version is taken to know version 1",
    models: "TLS, where the version that is offered is the highest one",
    plant: () =>
      readsHello(({ versions, ...hello }) => ({
        ...hello,
        versions: versions.some((version) => version > 1) ? [1] : versions,
      })),
  }),
  server({
    name: "lowest-setting",
    requirement: "NEG-5",
    title: "The lowest common setting is selected",
    models: "A comparison the wrong way round: a downgrade for everybody",
    plant: () =>
      decides((config, { settings }) => {
        const common = config.settings.filter((one) => settings.includes(one));
        if (common.length === 0) return {};
        return { settings: [Math.min(...common)] };
      }),
  }),
  server({
    name: "setting-by-list-order",
    requirement: "NEG-30",
    title: "The client's first common setting is selected",
    models: "A list that is taken for an order of preference",
    plant: () =>
      decides((config, { settings }) => {
        const first = settings.find((one) => config.settings.includes(one));
        return first === undefined ? {} : { settings: [first] };
      }),
  }),
  server({
    name: "setting-falls-back",
    requirement: "NEG-6",
    title: "A setting whose cipher is not offered is passed over for a lower",
    models: "A server that would rather connect than refuse",
    plant: () =>
      decides((config, { ciphers }) => ({
        settings: ciphers.includes(config.algorithm)
          ? config.settings
          : lowerOf(config.settings),
      })),
  }),
  server({
    name: "cipher-falls-back",
    requirement: "NEG-6",
    title: "The other cipher is selected where the configured is not offered",
    models: "A server that would rather connect than refuse",
    plant: () =>
      decides((config, { ciphers }) => {
        const other = RSA_CIPHERS.find((cipher) => ciphers.includes(cipher));
        return ciphers.includes(config.algorithm) || other === undefined
          ? {}
          : { algorithm: other };
      }),
  }),
  server({
    name: "cipher-by-list-order",
    requirement: "NEG-30",
    title: "The client's first cipher is selected, not the configured",
    models: "A list that is taken for an order of preference",
    plant: () =>
      decides((config, { ciphers }) => {
        const first = ciphers.find((cipher) => RSA_CIPHERS.includes(cipher));
        return { algorithm: first ?? config.algorithm };
      }),
  }),
  server({
    name: "no-common-cipher-as-setting",
    requirement: "NEG-6",
    title: "No common cipher is answered with no_common_setting",
    models: "One failure for all of the negotiation",
    plant: () =>
      answersFaults({ code: "no_common_cipher" }, "no_common_setting"),
  }),
  server({
    name: "no-common-setting-as-cipher",
    requirement: "NEG-5",
    title: "No common setting is answered with no_common_cipher",
    models: "One failure for all of the negotiation",
    plant: () =>
      answersFaults({ code: "no_common_setting" }, "no_common_cipher"),
  }),
  server({
    name: "cipher-of-another-setting",
    requirement: "NEG-7",
    title: "AES is selected in proprietary where it is offered",
    models: "A favourite cipher, whatever it belongs to",
    plant: () =>
      decides((_, { ciphers }) =>
        ciphers.includes(Cipher["AES-256-GCM"])
          ? { proprietaryCipher: Cipher["AES-256-GCM"] }
          : {}
      ),
  }),
  server({
    name: "compression-unoffered",
    requirement: "NEG-9",
    title: "DEFLATE is selected where it is enabled, offered or not",
    models: "A configuration that is taken for an agreement",
    plant: () =>
      readsHello(({ compressions, ...hello }) => ({
        ...hello,
        compressions: [...new Set([...compressions, Compression.deflate])],
      })),
  }),
  server({
    name: "compression-never",
    requirement: "NEG-9",
    title: "DEFLATE is not selected, though it is offered and enabled",
    models: "An option that is read and not used",
    plant: () => decides(() => ({ deflateSettings: [] })),
  }),
  server({
    name: "compression-not-enabled",
    requirement: "NEG-10",
    title: "DEFLATE is selected whenever it is offered",
    models: "CRIME's first half: compression nobody asked for",
    plant: () => decides(() => ({ deflateSettings: [1, 2, 3] })),
  }),
  server({
    name: "max-frame-above-offer",
    requirement: "NEG-11",
    title: "Its own maxFrame is granted, above the offer",
    models: "An answer that is not held against the question",
    plant: () => {
      let own = 0;
      return {
        ...sendsChoice((choice) => ({ ...choice, maxFrame: own })),
        serverConfig: (config) => {
          own = config.maxFrame;
          return config;
        },
      };
    },
  }),
  server({
    name: "max-frame-as-offered",
    requirement: "NEG-11",
    title: "The client's maxFrame is granted, above what it takes itself",
    models: "An answer that is made by copying the question",
    plant: () => {
      let offered = 0;
      return merged(
        readsHello((hello) => {
          offered = hello.maxFrame;
          return hello;
        }),
        sendsChoice((choice) => ({ ...choice, maxFrame: offered })),
      );
    },
  }),
  server({
    name: "extension-echoed",
    requirement: "NEG-31",
    title: "The client's extensions come back in the ServerHello",
    models: "An answer that is made by copying the question",
    plant: () => {
      let asked: ClientHello["extensions"] = [];
      return merged(
        readsHello((hello) => {
          asked = hello.extensions;
          return hello;
        }),
        sendsChoice((choice) => ({ ...choice, extensions: asked })),
      );
    },
  }),
  server({
    name: "grease-selected",
    requirement: "NEG-15",
    title: "A GREASE compression is selected where one is offered first",
    models: "A choice of what is offered, known or not",
    plant: () => {
      let first = 0;
      return merged(
        readsHello((hello) => {
          [first] = hello.compressions;
          return hello;
        }),
        sendsChoice((choice) => ({
          ...choice,
          compression: GREASE_U8.includes(first) ? first : choice.compression,
        })),
      );
    },
  }),
  server({
    name: "algorithm-ignored",
    requirement: "NEG-6",
    title: "AES is selected where 3DES is configured",
    models: "A configuration that is read and not used",
    plant: () => decides(() => ({ algorithm: Cipher["AES-256-GCM"] })),
  }),
];

const RSA_CIPHERS: readonly number[] = [
  Cipher["AES-256-GCM"],
  Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
];

function server(fault: Omit<Fault, "layer">): Mutant {
  return inRole("server", { ...fault, layer: "handshake" });
}

function lowerOf(settings: readonly number[]): readonly number[] {
  const left = settings.filter((one) => one !== Math.max(...settings));
  return left.length === 0 ? settings : left;
}
