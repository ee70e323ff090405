import type { ClientConfig } from "../../../src/handshake/client_config.ts";
import {
  FrameType,
  GREASE_U16,
  GREASE_U8,
} from "../../../src/schema/registries.ts";
import { concat, prefixed } from "../../tester/bytes.ts";
import { changeReceived } from "../body_change.ts";
import { readsChoice, sendsHello } from "../hello_change.ts";
import { firstOfEach } from "../lenient_hello.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";
import type { Seams } from "../seams.ts";

/** Clients that take a ServerHello which is not as it must be. */
export const serverHello: readonly Mutant[] = [
  client({
    name: "choice-trailing-accepted",
    requirement: "FRM-6",
    title: "Bytes after a ServerHello's extensions are ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ServerHello, (body) => {
        const fixed = 2 + 32 + 1 + 2 + 1 + 3;
        const [high = 0, low = 0] = body.subarray(fixed);
        return body.slice(0, fixed + 2 + high * 256 + low);
      }),
  }),
  client({
    name: "choice-extension-twice-accepted",
    requirement: "FRM-7",
    title: "Of an extension that comes twice the first counts",
    models: "A map that is filled from a list",
    plant: () =>
      changeReceived(FrameType.ServerHello, (body) => {
        const fixed = 2 + 32 + 1 + 2 + 1 + 3;
        const [high = 0, low = 0] = body.subarray(fixed);
        if (body.length !== fixed + 2 + high * 256 + low) return body;
        const extensions = firstOfEach(body.subarray(fixed + 2));
        return concat(body.slice(0, fixed), prefixed(2, extensions));
      }),
  }),
  client({
    name: "version-unjudged",
    requirement: "NEG-14",
    title: "The version of a ServerHello is not looked at",
    models: "A field that was added for later",
    plant: () => readsChoice((choice) => ({ ...choice, version: 1 })),
  }),
  client({
    name: "setting-unoffered-accepted",
    requirement: "NEG-14",
    title: "A setting that was not offered is taken",
    models: "A downgrade: what the server wants is what it gets",
    plant: () => offersLess("settings", [1, 2, 3]),
  }),
  client({
    name: "cipher-unoffered-accepted",
    requirement: "NEG-14",
    title: "A cipher that was not offered is taken",
    models: "FREAK: the choice is held against what is supported",
    plant: () => offersLess("ciphers", [1, 2, 0x0101]),
  }),
  client({
    name: "setting-as-level",
    requirement: "NEG-14",
    title: "A setting below one that was offered is taken for that",
    models: "A set that is compared as a level",
    plant: () => {
      let least = 0;
      return {
        ...readsChoice((choice) => ({
          ...choice,
          setting: Math.max(choice.setting, least),
        })),
        clientConfig: (config) => {
          least = Math.min(...config.settings);
          return config;
        },
      };
    },
  }),
  client({
    name: "cipher-defaulted",
    requirement: "NEG-14",
    title: "A cipher that open and certified do not have stands for AES",
    models: "A switch with a default",
    plant: () => {
      let isAesOffered = false;
      return {
        ...readsChoice((choice) => {
          const isDefaulted = isAesOffered && choice.setting !== 1 &&
            choice.cipher !== 1 && choice.cipher !== 2;
          return isDefaulted ? { ...choice, cipher: 1 } : choice;
        }),
        clientConfig: (config) => {
          isAesOffered = config.ciphers.includes(1);
          return config;
        },
      };
    },
  }),
  client({
    name: "grease-taken",
    requirement: "NEG-14",
    title: "A GREASE value that was offered may be chosen",
    models: "A choice that is held against the very bytes that were sent",
    plant: () => {
      let meant: ClientConfig | undefined;
      return {
        ...readsChoice((choice) => {
          if (!meant) return choice;
          const { settings, ciphers } = meant;
          const { setting, cipher, compression } = choice;
          return {
            ...choice,
            setting: GREASE_U8.includes(setting) ? settings[0] : setting,
            cipher: GREASE_U16.includes(cipher) ? ciphers[0] : cipher,
            compression: GREASE_U8.includes(compression) ? 0 : compression,
          };
        }),
        clientConfig: (config) => meant = config,
      };
    },
  }),
  client({
    name: "compression-unoffered-accepted",
    requirement: "NEG-14",
    title: "DEFLATE is taken without having been offered",
    models: "A choice that is held against what is supported",
    plant: () => offersLess("compressions", [0, 1]),
  }),
  client({
    name: "choice-extension-ignored",
    requirement: "NEG-14",
    title: "Extensions of a ServerHello are ignored",
    models: "Tolerance for what a later version may bring",
    plant: () => readsChoice((choice) => ({ ...choice, extensions: [] })),
  }),
  client({
    name: "max-frame-above-offer-accepted",
    requirement: "NEG-11",
    title: "A granted maxFrame above the offer is taken for the offer",
    models: "A minimum where a refusal is due",
    plant: () => {
      let most = 0;
      return {
        ...readsChoice((choice) => ({
          ...choice,
          maxFrame: Math.min(choice.maxFrame, most),
        })),
        clientConfig: (config) => {
          most = config.maxFrame;
          return config;
        },
      };
    },
  }),
  client({
    name: "max-frame-below-range-accepted",
    requirement: "NEG-11",
    title: "A granted maxFrame under 4,096 is taken",
    models: "One bound of a range forgotten",
    plant: () =>
      readsChoice((choice) => ({
        ...choice,
        maxFrame: Math.max(choice.maxFrame, 4_096),
      })),
  }),
  client({
    name: "least-max-frame-refused",
    requirement: "NEG-11",
    title: "A granted maxFrame of 4,096 is refused",
    models: "A bound that is off by one",
    plant: (site) =>
      readsChoice((choice) => {
        if (choice.maxFrame === 4_096) {
          site.fail("illegal_parameter", "The maxFrame is too small");
        }
        return choice;
      }),
  }),
  client({
    name: "pair-unjudged",
    requirement: "NEG-7",
    title: "An offered cipher is taken in a setting that it does not belong to",
    models: "Fields that are each legal, and not together",
    plant: () =>
      readsChoice((choice) => {
        const forRsa = choice.cipher < 0x0101;
        if (forRsa === (choice.setting !== 1)) return choice;
        return { ...choice, cipher: choice.setting === 1 ? 0x0101 : 1 };
      }),
  }),
];

function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "messages" });
}

/** Accepts all of these, and offers what it was configured to. */
function offersLess(
  field: "settings" | "ciphers" | "compressions",
  accepted: readonly number[],
): Seams {
  let offered: readonly number[] = [];
  return {
    ...sendsHello((hello) => ({
      ...hello,
      [field]: hello[field].filter((value) =>
        offered.includes(value) || !accepted.includes(value)
      ),
    })),
    clientConfig: (config) => {
      offered = config[field];
      return { ...config, [field]: accepted };
    },
  };
}
