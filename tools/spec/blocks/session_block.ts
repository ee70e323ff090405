import {
  Cipher,
  Compression,
  nameOf,
  SecuritySetting,
} from "../../../src/mod.ts";
import { fromHex } from "../../../conformance/tester/bytes.ts";
import type { SessionVector } from "../../vectors/sessions/format.ts";
import type { Step } from "../../vectors/sessions/step_format.ts";
import { annotateFrame } from "./annotate.ts";
import { bytesFence } from "./fence.ts";
import { codePoint, count } from "./notation.ts";
import { sessionVector } from "./pinned_vectors.ts";
import { secretsTable } from "./schedule_blocks.ts";
import { annotateSealed, innerName } from "./sealed_frame.ts";

/** A whole conversation: what was drawn, every secret, every frame. */
export function sessionBlock(id: string): string {
  const session = sessionVector(id);
  return [
    introduction(session),
    secretsTable(session.secrets, drawn(session)),
    ...session.steps.map((step, i) => stepBlock(step, i + 1, session.cipher)),
    `Vector \`sessions#${id}\`.`,
  ].join("\n\n");
}

function introduction(session: SessionVector): string {
  const { setting, cipher, compression, maxFrame, server } = session;
  const parts = [
    `Setting ${setting}, \`${nameOf(SecuritySetting, setting)}\``,
    `cipher ${codePoint(cipher, 2)}, \`${nameOf(Cipher, cipher)}\``,
    `compression ${compression}, \`${nameOf(Compression, compression)}\``,
    `maxFrame ${count(maxFrame)}`,
  ];
  if (server.key !== undefined) parts.push(`RSA key \`${server.key}\``);
  return `- ${parts.join("\n- ")}`;
}

function drawn({ inputs }: SessionVector): [string, string][] {
  const { clientRandom, serverRandom, preMaster, oaepSeed, deploymentKey } =
    inputs;
  const rows: [string, string | undefined][] = [
    ["client random", clientRandom],
    ["server random", serverRandom],
    ["pre-master, IKM", preMaster],
    ["seed of OAEP", oaepSeed],
    ["deployment key, IKM", deploymentKey],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

function stepBlock(step: Step, number: number, cipher: number): string {
  const { from, frame, name, sealed } = step;
  const bytes = fromHex(frame);
  if (sealed === undefined) {
    const lines = annotateFrame(bytes);
    return `**${number}. ${from}: ${name}**\n\n${
      bytesFence("fesa-frame", lines)
    }`;
  }
  const plain = fromHex(sealed.plain);
  const lines = annotateSealed(bytes, plain, cipher);
  return `**${number}. ${from}: {${
    innerName(plain)
  }}**, generation ${sealed.generation}, s = ${sealed.sequence}\n\n${
    bytesFence("fesa-frame", lines)
  }`;
}
