import { AlertCode, GREASE_U16, GREASE_U8 } from "../../../src/mod.ts";
import type { Values } from "../seeded_values.ts";
import type { OfferVector } from "./format.ts";
import { deploymentKeys, names, order } from "./offer_details.ts";
import { offerTables } from "./offer_tables.ts";
import {
  AES,
  CHACHA,
  type Offer,
  OfferScene,
  type Server,
  TDES,
} from "./offer_scene.ts";

const {
  illegal_parameter,
  no_common_version,
  no_common_setting,
  no_common_cipher,
} = AlertCode;

/** Offers, and what servers make of them. */
export function offerVectors(values: Values): OfferVector[] {
  const scene = new OfferScene(values);
  return [
    ...versions(scene),
    ...settings(scene),
    ...ciphers(scene),
    ...compressions(scene),
    ...maxFrames(scene),
    ...names(scene),
    ...deploymentKeys(scene),
    ...order(scene),
    ...offerTables(scene),
  ];
}

function versions(scene: OfferScene): OfferVector[] {
  const none = (id: string, comment: string, versions: number[]) =>
    scene.refused(
      `version/${id}`,
      comment,
      "NEG-4",
      no_common_version,
      "NothingCommon",
      { versions },
    );
  const one = (id: string, comment: string, versions: number[]) =>
    scene.accepted(`version/${id}`, comment, "NEG-3", { versions });
  return [
    one("later-too", "Version 2 is offered too", [1, 2]),
    one("later-first", "Version 2 is offered first", [2, 1]),
    one("grease", "A GREASE version is offered too", [GREASE_U16[4], 1]),
    none("later-alone", "Version 2 alone", [2]),
    none("zero", "Version 0 alone", [0]),
    none("byte-order", "Version 1 with its bytes exchanged", [0x0100]),
    none("grease-alone", "A GREASE version alone", [GREASE_U16[4]]),
  ];
}

function settings(scene: OfferScene): OfferVector[] {
  const picked = (offered: number[], setting: number, configured?: number[]) =>
    scene.accepted(
      `setting/${offered.join("-")}-of-${(configured ?? [1, 2, 3]).join("-")}`,
      `Settings ${offered.join(", ")} are offered, in this order`,
      offered.some((value) => value > 3) ? "NEG-3" : "NEG-5",
      { settings: offered },
      { setting },
      configured && { settings: configured },
    );
  const none = (
    id: string,
    comment: string,
    requirement: string,
    settings: number[],
    configured?: number[],
  ) =>
    scene.refused(
      `setting/${id}`,
      comment,
      requirement,
      no_common_setting,
      "NothingCommon",
      { settings },
      configured && { settings: configured },
    );
  return [
    picked([1], 1),
    picked([2], 2),
    picked([3], 3),
    picked([1, 2, 3], 3),
    picked([3, 2, 1], 3),
    picked([2, 3, 1], 3),
    picked([1, 2], 2),
    picked([2, 1], 2),
    picked([3, 2, 1], 2, [1, 2]),
    picked([3, 1], 1, [1, 2]),
    picked([GREASE_U8[6], 2, 4, 255], 2),
    none("zero", "Setting 0 alone", "NEG-5", [0]),
    none("unknown", "Setting 4 alone", "NEG-5", [4]),
    none("grease", "A GREASE setting alone", "NEG-15", [GREASE_U8[0]]),
    none(
      "open-to-certified",
      "Certified is all the server has, and open is offered",
      "NEG-5",
      [2],
      [3],
    ),
    none(
      "not-enabled",
      "Open and certified are offered where only proprietary is enabled",
      "NEG-19",
      [2, 3],
      [1],
    ),
  ];
}

function ciphers(scene: OfferScene): OfferVector[] {
  const none = (
    id: string,
    comment: string,
    offer: Offer,
    server: Server = {},
    flag = "Fallback",
  ) =>
    scene.refused(
      `cipher/${id}`,
      comment,
      "NEG-6",
      no_common_cipher,
      flag,
      offer,
      server,
    );
  return [
    scene.accepted(
      "cipher/configured-aes",
      "AES is configured, 3DES is offered first",
      "NEG-6",
      { ciphers: [TDES, AES] },
    ),
    scene.accepted(
      "cipher/configured-3des",
      "3DES is configured, AES is offered first",
      "NEG-6",
      { ciphers: [AES, TDES] },
      { cipher: TDES },
      { algorithm: TDES },
    ),
    scene.accepted(
      "cipher/proprietary-of-its-own",
      "3DES is configured, and proprietary selected",
      "NEG-23",
      { settings: [1] },
      { setting: 1 },
      { algorithm: TDES },
    ),
    scene.accepted(
      "cipher/grease",
      "GREASE and unknown ciphers are offered too",
      "NEG-3",
      { ciphers: [GREASE_U16[9], 0x0003, AES, 0xe123] },
    ),
    none("aes-to-3des", "AES is offered, 3DES configured", { ciphers: [AES] }, {
      algorithm: TDES,
    }),
    none("3des-to-aes", "3DES is offered, AES configured", { ciphers: [TDES] }),
    none("chacha20-to-aes", "ChaCha20 is offered for certified", {
      ciphers: [CHACHA],
    }),
    none("aes-to-proprietary", "AES is offered for proprietary", {
      settings: [1],
      ciphers: [AES, TDES],
    }),
    none(
      "no-other-setting",
      "Proprietary would have a cipher, certified is selected",
      { settings: [1, 3], ciphers: [CHACHA] },
    ),
    none(
      "private",
      "A private cipher that is not configured",
      { settings: [1], ciphers: [0xe000] },
    ),
    none(
      "grease-alone",
      "A GREASE cipher alone",
      {
        ciphers: [GREASE_U16[9]],
      },
      {},
      "NothingCommon",
    ),
  ];
}

function compressions(scene: OfferScene): OfferVector[] {
  const offered = (
    id: string,
    comment: string,
    compressions: number[],
    setting: number,
    compression: number,
    deflateSettings = [1],
  ) =>
    scene.accepted(
      `compression/${id}`,
      comment,
      compressions.some((value) => value > 1) ? "NEG-3" : "NEG-9",
      { compressions, settings: [setting] },
      { compression, setting },
      { deflateSettings },
    );
  const without = (id: string, comment: string, compressions: number[]) =>
    scene.refused(
      `compression/${id}`,
      comment,
      "NEG-8",
      illegal_parameter,
      "Meaning",
      { compressions },
    );
  return [
    offered("enabled", "Enabled, and offered", [0, 1], 1, 1),
    offered("enabled-first", "Enabled, and offered first", [1, 0], 1, 1),
    offered("not-offered", "Enabled, and not offered", [0], 1, 0, [1, 2, 3]),
    offered("not-enabled", "Offered, and not enabled", [0, 1], 1, 0, []),
    offered("certified", "Enabled in proprietary alone", [0, 1], 3, 0),
    offered("certified-enabled", "Enabled in certified", [0, 1], 3, 1, [3]),
    offered("grease", "GREASE is offered too", [GREASE_U8[2], 0, 2], 3, 0),
    without("without-0", "Deflate alone is offered", [1]),
    without("grease-without-0", "GREASE alone is offered", [GREASE_U8[2]]),
  ];
}

function maxFrames(scene: OfferScene): OfferVector[] {
  const granted = (offered: number, granted: number, configured = 262_144) =>
    scene.accepted(
      `max-frame/${offered}-of-${configured}`,
      `${offered} is offered, ${configured} is configured`,
      "NEG-11",
      { maxFrame: offered },
      { maxFrame: granted },
      { maxFrame: configured },
    );
  const illegal = (offered: number) =>
    scene.refused(
      `max-frame/${offered}`,
      `${offered} is offered`,
      "NEG-11",
      illegal_parameter,
      "Meaning",
      { maxFrame: offered },
    );
  return [
    granted(4_096, 4_096),
    granted(65_537, 65_537),
    granted(1_048_576, 262_144),
    granted(1_048_576, 1_048_576, 1_048_576),
    granted(4_097, 4_096, 4_096),
    illegal(0),
    illegal(4_095),
    illegal(1_048_577),
    illegal(0xffffff),
  ];
}
