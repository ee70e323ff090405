import assert from "node:assert/strict";
import { test } from "node:test";
import { smaller } from "./smaller.ts";
import { Conversation } from "./step.ts";

const PINGS: Conversation = {
  seed: 0,
  reach: "established",
  maxFrame: 4_096,
  joined: false,
  steps: [
    { do: "ping", size: 3_072, compress: false },
    { do: "ping", size: 3_072, compress: false },
    { do: "settle" },
  ],
};

test("any step may be left out, the last one first", () => {
  const [first, second, third] = smaller(PINGS);
  const [ping, , settle] = PINGS.steps;
  assert.deepEqual(first, { ...PINGS, steps: [ping, ping] });
  assert.deepEqual(second, { ...PINGS, steps: [ping, settle] });
  assert.deepEqual(third, { ...PINGS, steps: [ping, settle] });
});

test("sizes that are the same may shrink together, or one by one", () => {
  const sizes = [...smaller(PINGS)].map(({ steps }) =>
    steps.map((step) => "size" in step ? step.size : -1).join()
  );
  assert.ok(sizes.includes("1,1,-1"), sizes.join(" "));
  assert.ok(sizes.includes("1536,3072,-1"), sizes.join(" "));
});

test("taking what is smaller comes to an end", () => {
  let conversation: Conversation | undefined = PINGS;
  let count = 0;
  while (conversation !== undefined) {
    assert.deepEqual(Conversation.parse(conversation), conversation);
    const next: Conversation[] = [...smaller(conversation)];
    conversation = next.at(-1);
    assert.ok(++count < 100, "it goes on");
  }
});
