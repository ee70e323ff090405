import { hex } from "../../../conformance/tester/bytes.ts";
import { Cipher, ExtensionType, SecuritySetting } from "../../../src/mod.ts";
import {
  type MadeHandshake,
  makeHandshake,
  SERVER_KEY,
  SERVER_NAME,
} from "../make/handshake.ts";
import { secretsOf } from "../make/secrets.ts";
import { GENERATED, type Source } from "../topic.ts";
import type { SessionsVector, SessionVector } from "./format.ts";
import { BROKEN } from "./broken_recipes.ts";
import type { Recipe } from "./recipe.ts";
import { SessionWriter } from "./session_writer.ts";
import { TRUNCATED } from "./truncated_recipes.ts";
import { WHOLE } from "./whole_recipes.ts";

const { proprietary, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const CHACHA = Cipher["ChaCha20-Poly1305"];

/** The vectors of the topic `sessions`. */
export async function generateSessions(
  source: Source,
): Promise<SessionsVector[]> {
  const vectors: SessionsVector[] = [];
  for (const recipe of [...WHOLE, ...BROKEN, ...TRUNCATED]) {
    vectors.push(await sessionOf(source, recipe));
  }
  return vectors;
}

async function sessionOf(
  { values }: Source,
  recipe: Recipe,
): Promise<SessionsVector> {
  const { setting, cipher, code, flag, truncatedBy } = recipe;
  const name = `sessions/${recipe.id}`;
  const compression = recipe.compression ? 1 : 0;
  const id = recipe.deploymentKeyId
    ? values(`${name}/deployment key id`, 16)
    : undefined;
  const made = await makeHandshake(values, name, {
    setting,
    cipher,
    key: recipe.key,
    offer: {
      compressions: compression ? [0, 1] : [0],
      extensions: id
        ? [{ type: ExtensionType.deployment_key_id, data: id }]
        : [],
    },
    choice: { compression },
  });
  const session = new SessionWriter(values, name, made);
  recipe.write(session);
  const shared = {
    id: recipe.id,
    comment: recipe.comment,
    requirements: [...recipe.requirements],
    flags: flag ? [flag] : [],
    provenance: GENERATED,
    since: "0.1.0",
    drives: recipe.drives ?? "client",
    setting,
    cipher,
    compression,
    maxFrame: made.serverHello.maxFrame,
    ...configurations(recipe, made, id),
    inputs: inputsOf(made),
    secrets: secretsOf(made.schedule, made.first, cipher, session.generations),
    steps: session.steps,
    data: {
      client: hex(session.dataOf("client")),
      server: hex(session.dataOf("server")),
    },
  };
  if (truncatedBy) {
    const expect = { result: "truncated", by: truncatedBy } as const;
    return { ...shared, kind: "truncation", expect };
  }
  return {
    ...shared,
    kind: "session",
    expect: code === undefined
      ? { result: "accept" }
      : { result: "alert", codes: [code] },
  };
}

function inputsOf(made: MadeHandshake): SessionVector["inputs"] {
  const { hello, serverHello, ikm, oaepSeed } = made;
  return {
    clientRandom: hex(hello.random),
    serverRandom: hex(serverHello.random),
    ...(oaepSeed
      ? { preMaster: hex(ikm), oaepSeed: hex(oaepSeed) }
      : { deploymentKey: hex(ikm) }),
  };
}

function configurations(
  { setting, cipher, key = SERVER_KEY, compression }: Recipe,
  { hello, serverHello, ikm, frames, anchor }: MadeHandshake,
  id: Uint8Array | undefined,
): Pick<SessionVector, "client" | "server" | "anchor"> {
  const own = setting === proprietary;
  const minimumRsaBits = key === "rsa1024" ? 1024 : 2048;
  return {
    client: {
      settings: [...hello.settings],
      ciphers: [...hello.ciphers],
      compressions: [...hello.compressions],
      maxFrame: hello.maxFrame,
      serverName: SERVER_NAME,
      ...(id && { deploymentKeyId: hex(id) }),
      minimumRsaBits,
    },
    server: {
      settings: [setting],
      algorithm: own ? AES : cipher,
      proprietaryCipher: own ? cipher : CHACHA,
      deflateSettings: compression ? [setting] : [],
      maxFrame: serverHello.maxFrame,
      serverNames: [],
      deploymentKeys: own
        ? [{ ...(id && { id: hex(id) }), key: hex(ikm) }]
        : [],
      ...(!own && { key }),
      // A list of one: two lengths of three bytes, then the leaf.
      ...(setting === certified && {
        certificates: [hex(frames[2].subarray(4 + 3 + 3))],
      }),
      minimumRsaBits,
    },
    ...(anchor && { anchor: hex(anchor) }),
  };
}
