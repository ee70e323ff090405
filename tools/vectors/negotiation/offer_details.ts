import { ascii, concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import { AlertCode, ExtensionType, GREASE_U16 } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { OfferVector } from "./format.ts";
import type { Answer, Offer, OfferScene, Server } from "./offer_scene.ts";

const {
  malformed,
  illegal_parameter,
  no_common_version,
  no_common_setting,
  no_common_cipher,
  unrecognized_name,
} = AlertCode;
const KEY_ID = ExtensionType.deployment_key_id;

/** serverNames, configured or not. */
export function names(scene: OfferScene): OfferVector[] {
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

/** The extension deployment_key_id, and the key it names. */
export function deploymentKeys(scene: OfferScene): OfferVector[] {
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
export function order(scene: OfferScene): OfferVector[] {
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
