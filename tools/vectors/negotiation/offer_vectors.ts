import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  type ClientHello,
  encodeClientHello,
} from "../../../conformance/tester/hello.ts";
import { AlertCode, Cipher, GREASE_U16, GREASE_U8 } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { OfferVector, ServerSide } from "./format.ts";

const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const ALL = [AES, TDES, CHACHA];
const {
  malformed,
  illegal_parameter,
  no_common_version,
  no_common_setting,
  no_common_cipher,
  unrecognized_name,
} = AlertCode;
const KEY_ID = 0x0001;

type Offer = Partial<ClientHello>;
type Server = Partial<ServerSide>;
type Answer = Partial<NonNullable<OfferVector["answer"]>>;

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
  ];
}

/** What all offers have in common: a server that is able to do everything. */
class OfferScene {
  readonly values: Values;
  readonly #server: ServerSide;
  readonly #offer: ClientHello;

  constructor(values: Values) {
    this.values = values;
    this.#server = {
      settings: [1, 2, 3],
      algorithm: AES,
      proprietaryCipher: CHACHA,
      deflateSettings: [1],
      maxFrame: 262_144,
      serverNames: [],
      deploymentKeys: [{ key: hex(this.draw("deployment key", 32)) }],
    };
    this.#offer = {
      versions: [1],
      random: this.draw("client random", 32),
      settings: [3],
      ciphers: ALL,
      compressions: [0],
      maxFrame: 262_144,
      serverName: SERVER_NAME,
      extensions: [],
    };
  }

  draw(name: string, size: number): Uint8Array {
    return this.values(`negotiation/${name}`, size);
  }

  /** An offer that is accepted, and what the answer holds. */
  accepted(
    id: string,
    comment: string,
    requirement: string,
    offer: Offer,
    answer: Answer = {},
    server: Server = {},
  ): OfferVector {
    const base = this.#base(id, comment, requirement, offer, server);
    const setting = answer.setting ?? 3;
    return {
      ...base,
      answer: {
        version: 1,
        setting,
        cipher: setting === 1 ? CHACHA : base.server.algorithm,
        compression: 0,
        maxFrame: 262_144,
        ...(setting === 1 && {
          deploymentKey: base.server.deploymentKeys[0].key,
        }),
        ...answer,
      },
      expect: { result: "accept" },
    };
  }

  /** An offer that is answered with an Alert. */
  refused(
    id: string,
    comment: string,
    requirement: string,
    code: number,
    flag: string,
    offer: Offer,
    server: Server = {},
  ): OfferVector {
    return {
      ...this.#base(id, comment, requirement, offer, server, flag),
      expect: { result: "alert", codes: [code] },
    };
  }

  #base(
    id: string,
    comment: string,
    requirement: string,
    offer: Offer,
    server: Server,
    ...flags: string[]
  ) {
    return {
      id: `offer/${id}`,
      comment,
      requirements: [requirement],
      flags,
      provenance: GENERATED,
      since: "0.1.0",
      kind: "offer" as const,
      server: { ...this.#server, ...server },
      clientHello: hex(encodeClientHello({ ...this.#offer, ...offer })),
    };
  }
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
    offered("not-offered", "Enabled, and not offered", [0], 1, 0),
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

function names(scene: OfferScene): OfferVector[] {
  const configured = { serverNames: [SERVER_NAME, "other.example"] };
  const accepted = (id: string, comment: string, name: string, server = {}) =>
    scene.accepted(
      `name/${id}`,
      comment,
      "NEG-25",
      { serverName: name },
      {},
      server,
    );
  const illegal = (id: string, comment: string, name: string | Uint8Array) =>
    scene.refused(
      `name/${id}`,
      comment,
      "NEG-12",
      illegal_parameter,
      "Meaning",
      { serverName: name },
    );
  const unknown = (id: string, comment: string, name: string, offer = {}) =>
    scene.refused(
      `name/${id}`,
      comment,
      "NEG-13",
      unrecognized_name,
      "Name",
      { serverName: name, ...offer },
      configured,
    );
  const inside = (byte: number) =>
    illegal(
      `byte-${hex(uint(byte, 1))}`,
      `The name has the byte 0x${hex(uint(byte, 1))}`,
      concat(ascii("fesa"), uint(byte, 1), ascii("example")),
    );
  return [
    accepted("any", "Any name, where none is configured", "any.example"),
    accepted("empty", "No name, where none is configured", ""),
    accepted("empty-configured", "No name, in certified", "", configured),
    accepted("second", "The second configured name", "other.example", {
      ...configured,
    }),
    accepted("one-label", "A name of one label", "localhost"),
    accepted("underscore", "Nothing else of its syntax is checked", "_a..-b~"),
    accepted("ipv6", "An IPv6 address", "2001:db8::1"),
    accepted("longest", "255 bytes", "a".repeat(255)),
    ...[0x00, 0x09, 0x20, 0x41, 0x5a, 0x7f, 0x80, 0xff].map(inside),
    illegal("final-dot", "The name ends in a dot", `${SERVER_NAME}.`),
    illegal("dot", "The name is a dot", "."),
    illegal("upper-case", "The name is in upper case", "FESA.EXAMPLE"),
    unknown("another", "Another name than those configured", "any.example"),
    unknown("prefix", "The beginning of a configured name", "fesa.exampl"),
    unknown("below", "A name below a configured one", `www.${SERVER_NAME}`),
    unknown("above", "A name above a configured one", "example"),
    unknown(
      "empty-proprietary",
      "No name, in proprietary",
      "",
      { settings: [1] },
    ),
  ];
}

function deploymentKeys(scene: OfferScene): OfferVector[] {
  const [first, second, third] = ["first", "second", "third"].map((name) =>
    hex(scene.draw(`${name} key`, 32))
  );
  const one = scene.draw("id of a byte", 1);
  const long = scene.draw("id of 32 bytes", 32);
  const server = {
    deploymentKeys: [
      { key: first },
      { id: hex(one), key: second },
      { id: hex(long), key: third },
    ],
  };
  const named = (data: Uint8Array) => ({
    extensions: [{ type: KEY_ID, data }],
  });
  const accepted = (
    id: string,
    comment: string,
    offer: Offer,
    answer: Answer,
  ) =>
    scene.accepted(
      `deployment-key/${id}`,
      comment,
      "NEG-20",
      offer,
      answer,
      server,
    );
  const refused = (
    id: string,
    comment: string,
    requirement: string,
    code: number,
    offer: Offer,
  ) =>
    scene.refused(
      `deployment-key/${id}`,
      comment,
      requirement,
      code,
      requirement === "NEG-22" ? "Meaning" : "NothingCommon",
      offer,
      server,
    );
  const proprietary = { settings: [1] };
  const key = (deploymentKey: string) => ({ setting: 1, deploymentKey });
  return [
    accepted("default", "No id: the default key", proprietary, key(first)),
    accepted(
      "id-of-1",
      "An id of one byte",
      { ...proprietary, ...named(one) },
      key(second),
    ),
    accepted(
      "id-of-32",
      "An id of 32 bytes",
      { ...proprietary, ...named(long) },
      key(third),
    ),
    accepted(
      "unknown-falls-to-open",
      "An unknown id, and open is offered too",
      { settings: [1, 2], ...named(long.slice(0, 31)) },
      { setting: 2 },
    ),
    accepted(
      "without-effect",
      "An unknown id, where certified is selected",
      { settings: [1, 3], ...named(long.slice(0, 31)) },
      { setting: 3 },
    ),
    accepted(
      "grease-extension",
      "Extensions of GREASE and unknown types, of any data",
      {
        settings: [1],
        extensions: [
          { type: GREASE_U16[1], data: new Uint8Array() },
          { type: 0x0100, data: long },
        ],
      },
      key(first),
    ),
    refused(
      "unknown",
      "An unknown id, and nothing else is offered",
      "NEG-20",
      no_common_setting,
      { ...proprietary, ...named(long.slice(0, 31)) },
    ),
    refused(
      "empty",
      "The id is empty",
      "NEG-22",
      illegal_parameter,
      { ...proprietary, ...named(new Uint8Array()) },
    ),
    refused(
      "of-33",
      "The id has 33 bytes",
      "NEG-22",
      illegal_parameter,
      { ...proprietary, ...named(concat(long, one)) },
    ),
    refused(
      "empty-in-certified",
      "The id is empty, where certified would be selected",
      "NEG-22",
      illegal_parameter,
      named(new Uint8Array()),
    ),
  ];
}

/** Two faults each: the one that is judged first is answered. */
function order(scene: OfferScene): OfferVector[] {
  const emptyId = { extensions: [{ type: KEY_ID, data: new Uint8Array() }] };
  const both = (
    id: string,
    comment: string,
    code: number,
    offer: Offer,
    server: Server = {},
  ) =>
    scene.refused(
      `order/${id}`,
      comment,
      "NEG-29",
      code,
      "Order",
      offer,
      server,
    );
  return [
    both(
      "shape-before-version",
      "A setting twice, and no common version",
      malformed,
      { versions: [2], settings: [3, 3] },
    ),
    both(
      "version-before-extension",
      "No common version, and an empty deployment_key_id",
      no_common_version,
      { versions: [2], ...emptyId },
    ),
    both(
      "extension-before-setting",
      "An empty deployment_key_id, and no common setting",
      illegal_parameter,
      { settings: [4], ...emptyId },
    ),
    both(
      "setting-before-cipher",
      "No common setting, and no common cipher",
      no_common_setting,
      { settings: [4], ciphers: [3] },
    ),
    both(
      "cipher-before-compression",
      "No common cipher, and compressions without 0",
      no_common_cipher,
      { ciphers: [3], compressions: [1] },
    ),
    both(
      "compression-before-name",
      "Compressions without 0, and an unknown name",
      illegal_parameter,
      { compressions: [1], serverName: "any.example" },
      { serverNames: [SERVER_NAME] },
    ),
    both(
      "max-frame-before-name",
      "maxFrame 0, and an unknown name",
      illegal_parameter,
      { maxFrame: 0, serverName: "any.example" },
      { serverNames: [SERVER_NAME] },
    ),
    both(
      "name-bytes-before-names",
      "An illegal name, which is also unknown",
      illegal_parameter,
      { serverName: "Any.example" },
      { serverNames: [SERVER_NAME] },
    ),
  ];
}
