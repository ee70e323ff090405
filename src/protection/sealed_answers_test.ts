import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeProvider as provider } from "../keys/node_provider.ts";
import { FrameType } from "../schema/registries.ts";
import { createOpener } from "./opener.ts";
import { createSealer } from "./sealer.ts";

interface Sealed {
  direction: "client" | "server";
  holds: "Finished" | "Data";
  sequence: number;
  iv?: string;
  frame: string;
}

interface Answers {
  setting: string;
  cipher: number;
  client: { secret0: string };
  server: { secret0: string };
  verify1: { from: string; verify: string };
  verify2: { from: string; verify: string };
  sealed: Sealed[];
}

const { cases } = JSON.parse(
  readFileSync(
    new URL("../keys/key_schedule_answers.json", import.meta.url),
    "utf8",
  ),
) as { cases: Answers[] };

describe("sealed frames agree with an independent program", () => {
  for (const answers of cases) {
    assert.equal(answers.sealed.length, 3);
    for (const sealed of answers.sealed) {
      const { direction, holds, sequence } = sealed;
      it(`${answers.setting}, cipher ${answers.cipher}: ${direction} ${holds}`, () => {
        const innerType = FrameType[holds];
        const content = holds === "Data"
          ? Buffer.from("fesa")
          : Buffer.from(verifyOf(answers, direction), "hex");
        const options = {
          provider,
          cipher: answers.cipher,
          secret: Buffer.from(answers[direction].secret0, "hex"),
          random: () => Uint8Array.from(Buffer.from(sealed.iv ?? "", "hex")),
          use: { sequence, blocks: sequence * 5 },
        };
        const frame = createSealer(options).seal(innerType, [content]);
        assert.equal(Buffer.concat(frame).toString("hex"), sealed.frame);

        const body = Buffer.from(sealed.frame, "hex").subarray(4);
        const opened = createOpener(options).open(body.length, [body]);
        assert.equal(opened.innerType, innerType);
        assert.deepEqual(Buffer.concat(opened.content), content);
      });
    }
  }
});

function verifyOf({ verify1, verify2 }: Answers, direction: string): string {
  return verify1.from === direction ? verify1.verify : verify2.verify;
}
