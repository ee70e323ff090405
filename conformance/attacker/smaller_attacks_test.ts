import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attack } from "./attack.ts";
import { smallerAttacks } from "./smaller_attacks.ts";

const ATTACK: Attack = {
  seed: 0,
  talk: [
    { by: "server", say: "data", size: 1 },
    { by: "server", say: "keyUpdate", size: 0 },
  ],
  closer: "client",
  deeds: [
    { do: "drop", from: "server", frame: 4 },
    { do: "flip", from: "client", byte: 9, size: 0 },
  ],
};

test("a deed may be left out", () => {
  const [first, second] = smallerAttacks(ATTACK);
  assert.deepEqual(first, { ...ATTACK, deeds: ATTACK.deeds.slice(0, 1) });
  assert.deepEqual(second, { ...ATTACK, deeds: ATTACK.deeds.slice(1) });
});

test("where a word is left out, a deed may be to the frame before", () => {
  const [drop, flip] = ATTACK.deeds;
  const talk = ATTACK.talk.slice(1);
  const attacks = [...smallerAttacks(ATTACK)];
  const earlier = { ...drop, frame: 3 };
  for (const deeds of [[drop, flip], [earlier, flip]]) {
    const wanted = JSON.stringify({ ...ATTACK, talk, deeds });
    assert.ok(attacks.some((one) => JSON.stringify(one) === wanted), wanted);
  }
});

test("every attack that is smaller says or does less", () => {
  for (const { talk, deeds } of smallerAttacks(ATTACK)) {
    assert.equal(talk.length + deeds.length, 3);
  }
});
