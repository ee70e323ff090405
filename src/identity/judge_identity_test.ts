import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProtocolError } from "../errors.ts";
import { nodeProvider as provider } from "../keys/node_provider.ts";
import { type AlertName, SecuritySetting } from "../schema/registries.ts";
import { chainOf, HOST, keysOf, listOf, NOW } from "./test_chain.ts";
import { checkIdentityPolicy, type IdentityPolicy } from "./identity_policy.ts";
import {
  type IdentityRequest,
  type IdentityVerdict,
  judgeIdentity,
} from "./judge_identity.ts";
import { pinOf } from "./pins.ts";
import { memoryTofuStore, settingsToOffer } from "./tofu.ts";

const { open, certified, proprietary } = SecuritySetting;
const PORT = 7443;

function judge(
  asked: Partial<IdentityRequest> & { policy: IdentityPolicy },
): Promise<IdentityVerdict> {
  return judgeIdentity({
    setting: certified,
    host: HOST,
    port: PORT,
    now: NOW,
    provider,
    ...asked,
  });
}

async function assertCode(
  verdict: Promise<unknown>,
  code: AlertName,
): Promise<void> {
  await assert.rejects(
    verdict,
    (error) => error instanceof ProtocolError && error.code === code,
  );
}

async function spkiOf(
  kind: "P-256" | "RSA-2048" | "RSA-3072",
): Promise<Uint8Array> {
  const { publicKey } = await keysOf(kind);
  const spki = await globalThis.crypto.subtle.exportKey("spki", publicKey);
  return new Uint8Array(spki);
}

describe("certified", () => {
  it("a path to an anchor is enough, and its leaf's key comes of it", async () => {
    const { root, middle, leaf } = await chainOf();
    const asked = {
      chain: [leaf.der, middle.der],
      policy: { trust: { anchors: [root.der] } },
    };
    for (let round = 0; round < 2; round++) {
      const { method, spki } = await judge(asked);
      assert.equal(method, "certificate");
      assert.deepEqual(spki, await spkiOf("RSA-2048"));
    }
  });

  it("without anchors every server is refused, pinned or not", async () => {
    const { middle, leaf } = await chainOf();
    const chain = [leaf.der, middle.der];
    const pin = pinOf(await spkiOf("RSA-2048"), provider);
    for (
      const policy of [
        {},
        { trust: { anchors: [] } },
        { pin, tofu: memoryTofuStore(), acceptAny: true },
      ]
    ) {
      await assertCode(judge({ chain, policy }), "unknown_ca");
    }
  });

  it("a pin is asked for besides the path", async () => {
    const { root, middle, leaf } = await chainOf();
    const chain = [leaf.der, middle.der];
    const trust = { anchors: [root.der] };
    const right = pinOf(await spkiOf("RSA-2048"), provider);
    const wrong = pinOf(await spkiOf("RSA-3072"), provider);
    const { method } = await judge({
      chain,
      policy: { trust, pin: right.toUpperCase() },
    });
    assert.equal(method, "certificate");
    const refused = judge({ chain, policy: { trust, pin: wrong } });
    await assertCode(refused, "key_not_trusted");
  });

  it("a leaf whose key is not RSA is unsuitable", async () => {
    const keys = await keysOf("P-256");
    const { root, middle, leaf } = await chainOf({ leaf: { keys } });
    const verdict = judge({
      chain: [leaf.der, middle.der],
      policy: { trust: { anchors: [root.der] } },
    });
    await assertCode(verdict, "certificate_unsuitable");
  });

  it("no certificate is a bad one", async () => {
    const { root } = await chainOf();
    const policy = { trust: { anchors: [root.der] } };
    await assertCode(judge({ chain: [], policy }), "bad_certificate");
  });
});

describe("open", () => {
  it("a pin decides", async () => {
    const spki = await spkiOf("RSA-2048");
    const policy = { pin: pinOf(spki, provider), acceptAny: true };
    const verdict = await judge({ setting: open, spki, policy });
    assert.equal(verdict.method, "pin");
    assert.deepEqual(verdict.spki, spki);
    const other = await spkiOf("RSA-3072");
    const refused = judge({ setting: open, spki: other, policy });
    await assertCode(refused, "key_not_trusted");
  });

  it("acceptAny takes any key", async () => {
    const spki = await spkiOf("RSA-3072");
    const policy = { acceptAny: true };
    const { method } = await judge({ setting: open, spki, policy });
    assert.equal(method, "acceptAny");
  });

  it("anchors mean nothing", async () => {
    const { root } = await chainOf();
    const spki = await spkiOf("RSA-2048");
    const policy = { trust: { anchors: [root.der] } };
    await assertCode(judge({ setting: open, spki, policy }), "key_not_trusted");
  });
});

describe("trust on first use", () => {
  it("takes a key once it is remembered, and then no other", async () => {
    const [spki, other] = [await spkiOf("RSA-2048"), await spkiOf("RSA-3072")];
    const policy = { tofu: memoryTofuStore() };
    const first = await judge({ setting: open, spki: other, policy });
    assert.equal(first.method, "tofu");
    const second = await judge({ setting: open, spki, policy });
    await second.remember();
    await judge({ setting: open, spki, policy });
    await assertCode(
      judge({ setting: open, spki: other, policy }),
      "key_not_trusted",
    );
    await assertCode(first.remember(), "key_not_trusted");
    await judge({ setting: open, spki: other, policy, port: PORT + 1 });
  });

  it("a server once certified is not met in open again", async () => {
    const { root, middle, leaf } = await chainOf();
    const spki = await spkiOf("RSA-2048");
    const tofu = memoryTofuStore();
    const policy = { tofu, trust: { anchors: [root.der] } };
    await (await judge({ setting: open, spki, policy })).remember();
    const chain = [leaf.der, middle.der];
    const settings = [proprietary, open, certified];
    assert.deepEqual(
      settingsToOffer(settings, await tofu.lookup(HOST, PORT)),
      settings,
    );
    await (await judge({ chain, policy })).remember();
    await assertCode(judge({ setting: open, spki, policy }), "key_not_trusted");
    const known = await tofu.lookup(HOST, PORT);
    assert.equal(known?.strongest, certified);
    assert.deepEqual(settingsToOffer(settings, known), [
      proprietary,
      certified,
    ]);
  });

  it("another key is refused though a path leads to it", async () => {
    const tofu = memoryTofuStore();
    const { root, middle, leaf } = await chainOf();
    const policy = { tofu, trust: { anchors: [root.der] } };
    await (await judge({ chain: [leaf.der, middle.der], policy })).remember();
    const keys = await keysOf("RSA-3072");
    const renewed = await chainOf({ leaf: { keys } });
    const verdict = judge({
      chain: [renewed.leaf.der, renewed.middle.der],
      policy: { tofu, trust: { anchors: [renewed.root.der] } },
    });
    await assertCode(verdict, "key_not_trusted");
  });
});

describe("a policy is checked before anything is sent", () => {
  it("open needs pin, tofu or acceptAny", async () => {
    const { root } = await chainOf();
    const trust = { anchors: [root.der] };
    for (const policy of [{}, { trust }, { acceptAny: false }]) {
      assert.throws(
        () => checkIdentityPolicy(policy, [certified, open]),
        TypeError,
      );
      checkIdentityPolicy(policy, [certified, proprietary]);
    }
    for (
      const policy of [
        { pin: "0".repeat(64) },
        { tofu: memoryTofuStore() },
        { acceptAny: true },
      ]
    ) {
      checkIdentityPolicy(policy, [open]);
    }
  });

  it("a pin is 64 hexadecimal digits", () => {
    for (const pin of ["", "0".repeat(63), "0".repeat(65), "g".repeat(64)]) {
      assert.throws(() => checkIdentityPolicy({ pin }, [open]), TypeError);
    }
  });

  it("anchors and revocation lists are what they should be", async () => {
    const { root } = await chainOf();
    const bad = Uint8Array.of(1, 2, 3);
    for (
      const trust of [
        { anchors: [root.der, bad] },
        { anchors: [root.der], crls: [bad] },
        { anchors: [root.der], crls: [] },
      ]
    ) {
      assert.throws(
        () => checkIdentityPolicy({ trust }, [certified]),
        TypeError,
      );
    }
    const crls = [await listOf(root)];
    checkIdentityPolicy({ trust: { anchors: [root.der], crls } }, [certified]);
  });
});
