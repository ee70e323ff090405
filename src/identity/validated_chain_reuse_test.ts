import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Buffer } from "node:buffer";
import { ProtocolError } from "../errors.ts";
import { nodeProvider as provider } from "../keys/node_provider.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { type IdentityRequest, judgeIdentity } from "./judge_identity.ts";
import { pinOf } from "./pins.ts";
import {
  entry,
  forge,
  HOST,
  list,
  NOW,
  raw,
  seq,
  text,
} from "./test_certificate.ts";

const { root, middle, leaf } = forge();
const ROOT_LIST = list({ by: "root" });
const LIST = list({ by: "middle" });
const LATER = new Date("2026-07-02T00:00:00Z");

/** The question that is asked first, and found good. */
const QUESTION = {
  setting: SecuritySetting.certified,
  chain: [leaf, middle],
  host: HOST,
  port: 7443,
  now: NOW,
  policy: { trust: { anchors: [root] } },
  provider,
} satisfies IdentityRequest;

/** The code of the refusal, or how many signatures were verified. */
async function judge(
  changed: Partial<IdentityRequest> = {},
): Promise<string | number> {
  const { subtle } = globalThis.crypto;
  const verify = subtle.verify;
  let signatures = 0;
  subtle.verify = (...given) => {
    signatures++;
    return verify.apply(subtle, given);
  };
  try {
    await judgeIdentity({ ...QUESTION, ...changed });
    return signatures;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  } finally {
    subtle.verify = verify;
  }
}

/** A policy with lists; the leaf's issuer's is this one. */
function withLists(issuers: Uint8Array): Partial<IdentityRequest> {
  const trust = { anchors: [root], crls: [ROOT_LIST, issuers] };
  return { policy: { trust } };
}

describe("a chain that was found valid", () => {
  it("costs no signature the next time", async () => {
    assert.equal(await judge(), 2);
    assert.equal(await judge(), 0);
    assert.equal(await judge({ port: 1, now: LATER }), 0);
  });

  it("is judged anew for", async () => {
    await judge();
    const stranger = forge({ root: { serial: raw("020106") } }).root;
    const other = forge({ leaf: { serial: raw("020106") } });
    const revoked = list({ by: "middle", entries: seq(entry("05")) });
    const rows: readonly (readonly [
      string,
      Partial<IdentityRequest>,
      string | number,
    ])[] = [
      ["another host", { host: "other.example" }, "name_mismatch"],
      ["no host", { host: "" }, "name_mismatch"],
      ["no anchor", { policy: {} }, "unknown_ca"],
      ["another anchor", { policy: { trust: { anchors: [middle] } } }, 1],
      ["an anchor that only bears its name", {
        policy: { trust: { anchors: [stranger] } },
      }, 2],
      ["one anchor more", {
        policy: { trust: { anchors: [root, stranger] } },
      }, 2],
      ["a time before", { now: new Date(0) }, "certificate_expired"],
      ["a time after", {
        now: new Date("2027-01-01T00:00:00Z"),
      }, "certificate_expired"],
      ["another leaf", { chain: [other.leaf, middle] }, 2],
      ["another order", { chain: [middle, leaf] }, "name_mismatch"],
      ["less than was sent", { chain: [leaf] }, "unknown_ca"],
      ["a byte of its signature", {
        chain: [changed(leaf), middle],
      }, "bad_certificate"],
      ["lists", withLists(LIST), 4],
      ["other lists", withLists(revoked), "certificate_revoked"],
      ["another pin, which is no part of it", {
        policy: { ...QUESTION.policy, pin: pinOf(root, provider) },
      }, "key_not_trusted"],
    ];
    for (const [what, request, expected] of rows) {
      assert.equal(await judge(request), expected, what);
    }
    assert.equal(await judge(), 0);
  });

  it("with lists holds until the first of them is stale", async () => {
    const short = list({
      by: "middle",
      times: Buffer.concat([
        text(23, "260601000000Z"),
        text(23, "260616000000Z"),
      ]),
    });
    const request = withLists(short);
    assert.equal(await judge(request), 4);
    assert.equal(await judge(request), 0);
    const last = new Date("2026-06-16T00:00:00.999Z");
    assert.equal(await judge({ ...request, now: last }), 0);
    const stale = new Date("2026-06-16T00:00:01Z");
    assert.equal(await judge({ ...request, now: stale }), "revocation_unknown");
    assert.equal(await judge(request), 0);
  });

  it("is forgotten where its anchors change under it", async () => {
    const anchors = [forge({ root: { serial: raw("020107") } }).root];
    const request = { policy: { trust: { anchors } } };
    assert.equal(await judge(request), 2);
    anchors[0] = new Uint8Array(anchors[0]);
    assert.equal(await judge(request), 0);
    anchors.pop();
    assert.equal(await judge(request), "unknown_ca");
  });
});

it("a refusal is not kept", async () => {
  const chain = [forge({ leaf: { serial: raw("020108") } }).leaf, middle];
  const early = new Date("2025-01-01T00:00:00Z");
  assert.equal(await judge({ chain, now: early }), "certificate_expired");
  assert.equal(await judge({ chain }), 2);
});

function changed(der: Uint8Array): Uint8Array {
  return der.with(der.length - 1, der[der.length - 1] ^ 1);
}
