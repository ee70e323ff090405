import {
  concat,
  fromHex,
  hex,
  uint,
} from "../../../conformance/tester/bytes.ts";
import {
  KNOWN_ANSWERS,
  type KnownAnswer,
} from "../../../conformance/tester/known_answers.ts";
import { Sealer } from "../../../conformance/tester/protection.ts";
import {
  type Direction,
  KeySchedule,
  RULES,
} from "../../../conformance/tester/schedule.ts";
import type { ClientHello } from "../../../conformance/tester/hello.ts";
import {
  Cipher,
  ExtensionType,
  FrameType,
  GREASE_U16,
  GREASE_U8,
  SecuritySetting,
} from "../../../src/mod.ts";
import { type MadeHandshake, makeHandshake } from "../make/handshake.ts";
import { EXTERNAL } from "../external.ts";
import { type Combination, COMBINATIONS } from "../make/combinations.ts";
import { secretsOf } from "../make/secrets.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED, type Source } from "../topic.ts";
import type { FinishedVector, KeysVector, ScheduleVector } from "./format.ts";
import { type Mistake, MISTAKES } from "./mistakes.ts";

const SINCE = "0.1.0";
/** Generation 0, and what two KeyUpdates make of it. */
const GENERATIONS = 3;

/** The vectors of the topic `keys`. */
export async function generateKeys(source: Source): Promise<KeysVector[]> {
  const vectors: KeysVector[] = KNOWN_ANSWERS.map(knownAnswer);
  for (const combination of COMBINATIONS) {
    const { name, setting, cipher } = combination;
    for (let i = 0; i < source.count; i++) {
      const id = `schedule/${name}/${i}`;
      const offer = i % 2 === 1 ? crowded(id, source, combination) : {};
      const recipe = { setting, cipher, offer };
      vectors.push(
        scheduleVector(id, await makeHandshake(source.values, id, recipe)),
      );
    }
    vectors.push(...await finishedVectors(source.values, combination));
  }
  return [...vectors, ...await otherSizes(source.values)];
}

/** What is hashed has other lengths where the server's key has. */
async function otherSizes(values: Values): Promise<ScheduleVector[]> {
  const sizes = ["rsa1024", "rsa3072", "rsa4096"] as const;
  return await Promise.all(sizes.map(async (key) => {
    const id = `schedule/open-aes-${key}`;
    const { setting, cipher } = COMBINATIONS[1];
    const recipe = { setting, cipher, key };
    return {
      ...scheduleVector(id, await makeHandshake(values, id, recipe)),
      comment: `All keys of a handshake with RSA of ${key.slice(3)} bits`,
    };
  }));
}

/** An offer with what a server skips, and both ends hash all the same. */
function crowded(
  name: string,
  { values }: Source,
  { setting, cipher }: Combination,
): Partial<ClientHello> {
  return {
    versions: [GREASE_U16[3], 1],
    settings: [GREASE_U8[2], setting],
    ciphers: [cipher, GREASE_U16[0]],
    compressions: [0, GREASE_U8[1]],
    extensions: [
      {
        type: ExtensionType.deployment_key_id,
        data: values(`${name}/deployment key id`, 16),
      },
      { type: GREASE_U16[5], data: values(`${name}/GREASE`, 3) },
    ],
  };
}

function scheduleVector(id: string, made: MadeHandshake): ScheduleVector {
  const { schedule, first, serverHello: { setting, cipher } } = made;
  return {
    id,
    comment: "All keys of a handshake, and of two KeyUpdates after it",
    requirements: [
      "KDF-1",
      "KDF-2",
      "KDF-3",
      "KDF-4",
      "KDF-5",
      "KDF-6",
      "KDF-7",
      "KDF-8",
      "KDF-9",
      "FIN-2",
    ],
    flags: [],
    provenance: GENERATED,
    since: SINCE,
    kind: "schedule",
    setting,
    cipher,
    frames: made.frames.map(hex),
    ikm: hex(made.ikm),
    secrets: secretsOf(schedule, first, cipher, GENERATIONS),
    expect: { result: "accept" },
  };
}

/**
 * Both Finished as they should be, and one for each mistake; none of these in
 * `certified`, which differs from `open` by one frame alone.
 */
async function finishedVectors(
  values: Values,
  { name, setting, cipher }: Combination,
): Promise<FinishedVector[]> {
  const scene = `finished/${name}`;
  const made = await makeHandshake(values, scene, { setting, cipher });
  const second: Direction = made.first === "client" ? "server" : "client";
  const vector = (
    id: string,
    from: Direction,
    frame: Uint8Array,
  ): Omit<FinishedVector, "comment" | "requirements" | "flags" | "expect"> => ({
    id: `${scene}/${id}`,
    provenance: GENERATED,
    since: SINCE,
    kind: "finished",
    setting,
    cipher,
    frames: made.frames.map(hex),
    ikm: hex(made.ikm),
    from,
    frame: hex(frame),
  });
  const iv = (id: string) => values(`${scene}/${id}/3DES IV`, 8);
  const right = ([made.first, second] as const).map((from): FinishedVector => ({
    ...vector(
      `${from}-right`,
      from,
      sealFinished(made.schedule, cipher, from, verifyOf(made, from), iv(from)),
    ),
    comment: `The ${from}'s Finished, as it should be`,
    requirements: ["FIN-1", "FIN-2", "KDF-7"],
    flags: [],
    expect: { result: "accept" },
  }));
  if (setting === SecuritySetting.certified) return right;
  const wrong = MISTAKES
    .filter(({ rsaOnly }) => !rsaOnly || made.first === "client")
    .map((mistake): FinishedVector => {
      const from = mistake.finished === "first" ? made.first : second;
      return {
        ...vector(
          mistake.name,
          from,
          mistaken(made, mistake, from, iv(mistake.name)),
        ),
        comment: mistake.comment,
        requirements: [mistake.requirement],
        flags: [mistake.flag],
        expect: { result: "alert", codes: [mistake.code] },
      };
    });
  return [...right, ...wrong];
}

function mistaken(
  made: MadeHandshake,
  { rules, input, verify }: Mistake,
  from: Direction,
  iv: Uint8Array,
): Uint8Array {
  const schedule = new KeySchedule(input?.(made.input) ?? made.input, {
    ...RULES,
    ...rules,
  });
  const content = verify?.(schedule, from) ??
    verifyOf({ ...made, schedule }, from);
  return sealFinished(schedule, made.serverHello.cipher, from, content, iv);
}

function verifyOf(
  { schedule, first }: Pick<MadeHandshake, "schedule" | "first">,
  from: Direction,
): Uint8Array {
  return from === first ? schedule.verifyFirst : schedule.verifySecond;
}

function sealFinished(
  schedule: KeySchedule,
  cipher: number,
  from: Direction,
  verify: Uint8Array,
  iv: Uint8Array,
): Uint8Array {
  return new Sealer(schedule, schedule.secrets[from], cipher, () => iv)
    .seal(concat(uint(FrameType.Finished, 1), verify));
}

function knownAnswer(answer: KnownAnswer): ScheduleVector {
  const { expected, cipher, first } = answer;
  const text = (name: string) => expected[name] as string;
  const [setting] = fromHex(answer.frames[1]).subarray(38);
  const direction = (name: Direction, ...later: string[]) => {
    const [secret, key, ivOrMac] = expected[name] as readonly string[];
    const rest = cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"]
      ? { mac: ivOrMac }
      : { iv: ivOrMac };
    return {
      verify: text(name === first ? "verify1" : "verify2"),
      generations: [
        { secret, key, ...rest },
        ...later.map((secret) => ({ secret })),
      ],
    };
  };
  return {
    id: `external/${answer.name.toLowerCase().replaceAll(" ", "-")}`,
    comment: "Computed by a program that shares nothing with this project; " +
      "the bodies of ServerKey and ClientKeyExchange are four bytes, and only " +
      "their place in the hash matters",
    requirements: ["KDF-1", "KDF-2", "KDF-3", "KDF-4", "KDF-5", "KDF-8"],
    flags: [],
    provenance: EXTERNAL,
    since: SINCE,
    kind: "schedule",
    setting,
    cipher,
    frames: [...answer.frames],
    ikm: answer.ikm,
    secrets: {
      first,
      th1: text("th1"),
      master: text("master"),
      client: direction("client", text("clientSecret1")),
      server: direction("server"),
      th2: text("th2"),
      th3: text("th3"),
      binding: text("binding"),
    },
    expect: { result: "accept" },
  };
}
