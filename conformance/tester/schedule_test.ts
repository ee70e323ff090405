import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, concat, fromHex, hex, uint } from "./bytes.ts";
import { KNOWN_ANSWERS } from "./known_answers.ts";
import { Opener, Sealer } from "./protection.ts";
import { KeySchedule } from "./schedule.ts";

for (const answer of KNOWN_ANSWERS) {
  const frames = answer.frames.map(fromHex);
  const schedule = new KeySchedule({
    frames,
    clientRandom: frames[0].slice(7, 39),
    serverRandom: frames[1].slice(6, 38),
    ikm: fromHex(answer.ikm),
    first: answer.first,
  });

  test(`${answer.name}: the schedule agrees with an independent program`, () => {
    const keys = (direction: "client" | "server") => {
      const secret = schedule.secrets[direction];
      const { key, iv, mac } = schedule.trafficKeys(secret, answer.cipher);
      return [hex(secret), hex(key), hex(iv) + hex(mac)];
    };
    assert.deepEqual({
      th1: hex(schedule.th1),
      master: hex(schedule.master),
      client: keys("client"),
      server: keys("server"),
      verify1: hex(schedule.verifyFirst),
      th2: hex(schedule.th2),
      verify2: hex(schedule.verifySecond),
      th3: hex(schedule.th3),
      binding: hex(schedule.binding),
      clientSecret1: hex(schedule.next(schedule.secrets.client)),
    }, answer.expected);
  });

  test(`${answer.name}: sealed frames agree with an independent program`, () => {
    const [clientFinished, serverFinished] = answer.first === "client"
      ? [schedule.verifyFirst, schedule.verifySecond]
      : [schedule.verifySecond, schedule.verifyFirst];
    const seal = (direction: "client" | "server") =>
      new Sealer(
        schedule,
        schedule.secrets[direction],
        answer.cipher,
        () => new Uint8Array(8),
      );
    const client = seal("client");
    const finished = client.seal(concat(uint(6, 1), clientFinished), {
      iv: fromHex("0001020304050607"),
    });
    const data = client.seal(concat(uint(0x10, 1), ascii("fesa")), {
      iv: fromHex("08090a0b0c0d0e0f"),
    });
    const server = seal("server").seal(concat(uint(6, 1), serverFinished), {
      iv: fromHex("0001020304050607"),
    });
    assert.deepEqual(
      [hex(server), hex(finished), hex(data)],
      [answer.sealed.server, answer.sealed.client, answer.sealed.data],
    );
    const opener = new Opener(
      schedule,
      schedule.secrets.client,
      answer.cipher,
    );
    assert.equal(opener.open(fromHex(answer.sealed.data).slice(4)), undefined);
    opener.open(fromHex(answer.sealed.client).slice(4));
    assert.deepEqual(
      opener.open(fromHex(answer.sealed.data).slice(4)),
      concat(uint(0x10, 1), ascii("fesa")),
    );
  });
}
