import { hex } from "../../../conformance/tester/bytes.ts";
import {
  encodeServerHello,
  type ServerHello,
} from "../../../conformance/tester/hello.ts";
import { AlertCode, Cipher, GREASE_U16, GREASE_U8 } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { AnswerVector, ClientSide } from "./format.ts";
import { subsets } from "./offer_tables.ts";

const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];

const EVERYTHING: ClientSide = {
  settings: [1, 2, 3],
  ciphers: [AES, TDES, CHACHA],
  compressions: [0, 1],
  maxFrame: 65_536,
  serverName: SERVER_NAME,
};

/** ServerHellos, and whether clients take them. */
export function answerVectors(values: Values): AnswerVector[] {
  const answer: ServerHello = {
    version: 1,
    random: values("negotiation/server random", 32),
    setting: 3,
    cipher: AES,
    compression: 0,
    maxFrame: 65_536,
    extensions: [],
  };
  const vector = (
    id: string,
    comment: string,
    requirement: string,
    change: Partial<ServerHello>,
    client: Partial<ClientSide>,
  ) => ({
    id: `answer/${id}`,
    comment,
    requirements: [requirement],
    provenance: GENERATED,
    since: "0.1.0",
    kind: "answer" as const,
    client: { ...EVERYTHING, ...client },
    serverHello: hex(encodeServerHello({ ...answer, ...change })),
  });
  const accepted = (
    id: string,
    comment: string,
    change: Partial<ServerHello>,
    client: Partial<ClientSide> = {},
  ): AnswerVector => ({
    ...vector(`accepted/${id}`, comment, "NEG-31", change, client),
    flags: [],
    expect: { result: "accept" },
  });
  const refused = (
    id: string,
    comment: string,
    change: Partial<ServerHello>,
    client: Partial<ClientSide> = {},
    requirement = "NEG-14",
    flag = "NotOffered",
  ): AnswerVector => ({
    ...vector(`refused/${id}`, comment, requirement, change, client),
    flags: [flag],
    expect: { result: "alert", codes: [AlertCode.illegal_parameter] },
  });
  const pair = (id: string, comment: string, change: Partial<ServerHello>) =>
    refused(id, comment, change, {}, "NEG-7", "WrongPair");
  const size = (maxFrame: number, comment: string) =>
    refused(`max-frame-${maxFrame}`, comment, { maxFrame }, {}, "NEG-11");
  return [
    ...answerTable(accepted, refused),
    accepted("certified", "certified with AES", {}),
    accepted("certified-3des", "certified with 3DES", { cipher: TDES }),
    accepted("open", "open, where certified was offered too", { setting: 2 }),
    accepted("proprietary", "proprietary with ChaCha20 and deflate", {
      setting: 1,
      cipher: CHACHA,
      compression: 1,
    }),
    accepted("smaller-max-frame", "Less than was offered", {
      maxFrame: 65_535,
    }),
    accepted("least-max-frame", "The least there may be", { maxFrame: 4_096 }),
    refused("version-0", "Version 0", { version: 0 }),
    refused("version-2", "A version that was not offered", { version: 2 }),
    refused("version-grease", "A GREASE version", { version: GREASE_U16[0] }),
    refused("setting-0", "Setting 0", { setting: 0 }),
    refused("setting-grease", "A GREASE setting", { setting: GREASE_U8[0] }),
    refused(
      "open-not-offered",
      "open, where only certified was offered",
      { setting: 2 },
      { settings: [3], ciphers: [AES] },
    ),
    refused(
      "proprietary-not-offered",
      "proprietary, where only certified was offered",
      { setting: 1, cipher: CHACHA },
      { settings: [3] },
    ),
    refused(
      "certified-not-offered",
      "certified, where only open was offered",
      {},
      { settings: [2] },
    ),
    refused(
      "3des-not-offered",
      "3DES, where only AES was offered",
      { cipher: TDES },
      { settings: [3], ciphers: [AES] },
    ),
    refused(
      "aes-not-offered",
      "AES, where only 3DES was offered",
      {},
      { settings: [3], ciphers: [TDES] },
    ),
    refused("cipher-0", "Cipher 0", { cipher: 0 }),
    refused("cipher-grease", "A GREASE cipher", { cipher: GREASE_U16[15] }),
    refused("cipher-private", "A private cipher", {
      setting: 1,
      cipher: 0xe000,
    }),
    pair("chacha20-in-certified", "ChaCha20 in certified", { cipher: CHACHA }),
    pair("chacha20-in-open", "ChaCha20 in open", {
      setting: 2,
      cipher: CHACHA,
    }),
    pair("aes-in-proprietary", "AES in proprietary", { setting: 1 }),
    pair("3des-in-proprietary", "3DES in proprietary", {
      setting: 1,
      cipher: TDES,
    }),
    refused(
      "deflate-not-offered",
      "Deflate, where it was not offered",
      { compression: 1 },
      { compressions: [0] },
    ),
    refused("compression-2", "Compression 2", { compression: 2 }),
    refused("compression-grease", "A GREASE compression", {
      compression: GREASE_U8[7],
    }),
    size(65_537, "A byte more than was offered"),
    size(0xffffff, "The largest number"),
    size(4_095, "Less than there may be"),
    size(0, "None at all"),
    refused("deployment-key-id-echoed", "The deployment_key_id comes back", {
      extensions: [{ type: 0x0001, data: Uint8Array.of(1) }],
    }),
    refused("extension-grease", "An extension of a GREASE type", {
      extensions: [{ type: GREASE_U16[0], data: new Uint8Array() }],
    }),
  ];
}

type Accepted = (
  id: string,
  comment: string,
  change: Partial<ServerHello>,
  client?: Partial<ClientSide>,
) => AnswerVector;
type Refused = (
  ...what: [...Parameters<Accepted>, requirement?: string, flag?: string]
) => AnswerVector;

/**
 * Every cipher in every setting, with every offer of less than all ciphers that
 * has one for the setting. What has two faults is left out: a cipher of another
 * setting that was not offered either.
 */
function answerTable(accepted: Accepted, refused: Refused): AnswerVector[] {
  const rows = [1, 2, 3].flatMap((setting) =>
    [AES, TDES, CHACHA].flatMap((cipher) =>
      subsets([AES, TDES, CHACHA]).slice(0, -1)
        .map((ciphers) => ({ setting, cipher, ciphers }))
    )
  );
  return rows.flatMap(({ setting, cipher, ciphers }) => {
    const settings = [1, 2, 3].filter((one) =>
      ciphers.some((value) => belongs(value, one))
    );
    const isOffered = ciphers.includes(cipher);
    const isOwn = belongs(cipher, setting);
    if (!settings.includes(setting) || (!isOffered && !isOwn)) return [];
    const names = ciphers.map((value) => NAMES[value]);
    const id = `table/${setting}-${NAMES[cipher]}/${names.join("-")}`;
    const comment = `${NAMES[cipher]} in setting ${setting}, where ${
      names.join(", ")
    } was offered`;
    const what = [id, comment, { setting, cipher }, {
      settings,
      ciphers,
    }] as const;
    if (isOffered && isOwn) return [accepted(...what)];
    return [isOwn ? refused(...what) : refused(...what, "NEG-7", "WrongPair")];
  });
}

function belongs(cipher: number, setting: number): boolean {
  return (cipher === CHACHA) === (setting === 1);
}

const NAMES: Readonly<Record<number, string>> = {
  [AES]: "aes",
  [TDES]: "3des",
  [CHACHA]: "chacha20",
};
