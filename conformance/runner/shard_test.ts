import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CASES } from "../cases/mod.ts";
import { inShard, parseShard } from "./shard.ts";

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), {
  maxLength: 60,
});
const counts = fc.integer({ min: 1, max: 40 });

function shards(all: readonly string[], count: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let index = 1; index <= count; index++) {
    for (const id of all.filter((id) => inShard(id, { index, count }))) {
      assert.equal(places.has(id), false, `${id} is in two shards`);
      places.set(id, index);
    }
  }
  return places;
}

test("every case is in one shard of a run", () => {
  fc.assert(fc.property(ids, counts, (all, count) => {
    assert.equal(shards(all, count).size, all.length);
  }));
});

test("a case that is added moves no other", () => {
  fc.assert(
    fc.property(ids, fc.string(), fc.nat(), counts, (all, added, at, count) => {
      const before = shards(all, count);
      const more = all.toSpliced(at % (all.length + 1), 0, `new/${added}`);
      const after = shards([...new Set(more)], count);
      for (const id of all) assert.equal(after.get(id), before.get(id));
    }),
  );
});

test("the suite's own cases spread over four shards", () => {
  const ids = CASES.map(({ id }) => id);
  for (let index = 1; index <= 4; index++) {
    const size = ids.filter((id) => inShard(id, { index, count: 4 })).length;
    assert.ok(size > ids.length / 8 && size < ids.length / 2, `${size}`);
  }
});

for (const text of ["", "1", "0/3", "4/3", "1/0", "1/2/3", "-1/2", "1/99999"]) {
  test(`"${text}" is no shard`, () => {
    assert.throws(() => parseShard(text), RangeError);
  });
}

test("a shard is read", () => {
  assert.deepEqual(parseShard("2/3"), { index: 2, count: 3 });
});
