import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Extension } from "@peculiar/x509";
import {
  MAX_CHAIN,
  type PathVerdict,
  validateCertificatePath,
} from "./certificate_path.ts";
import {
  chainOf,
  issue,
  issueAuthority,
  type Issued,
  type Keys,
  keysOf,
  NOW,
} from "./test_chain.ts";
import { SEARCH_BUDGET } from "./path_search.ts";

/**
 * Chains that would cost without end. Each is over a budget, which is what bounds
 * the time; the signatures verified are counted, not the seconds.
 */
describe("a hostile chain ends on a budget", () => {
  it("more certificates than any chain has", async () => {
    const { root, leaf } = await chainOf();
    const chain = new Array<Uint8Array>(100).fill(leaf.der);
    const { verdict, signatures } = await validate(chain, root);
    assertOverBudget(verdict, MAX_CHAIN);
    assert.equal(signatures, 0);
  });

  it("a path deeper than any is", async () => {
    const root = await issueAuthority({ subject: "CN=root" });
    const authorities = await ladder(root, SEARCH_BUDGET.depth);
    const top = authorities[authorities.length - 1];
    const leaf = await issue({ subject: "CN=leaf", by: top });
    const chain = [leaf, ...authorities.reverse()].map(({ der }) => der);
    const { verdict } = await validate(chain, root);
    assertOverBudget(verdict, SEARCH_BUDGET.depth);
  });

  it("the deepest path that may be is accepted", async () => {
    const root = await issueAuthority({ subject: "CN=root" });
    const authorities = await ladder(root, SEARCH_BUDGET.depth - 1);
    const top = authorities[authorities.length - 1];
    const leaf = await issue({ subject: "CN=leaf", by: top });
    const chain = [leaf, ...authorities.reverse()].map(({ der }) => der);
    const { verdict } = await validate(chain, root);
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it("a forest of one name and many keys", async () => {
    const root = await issueAuthority({ subject: "CN=root" });
    const keys = await Promise.all(
      Array.from({ length: 8 }, () => keysOf("P-256")),
    );
    const forest: Issued[] = [];
    for (const subjectKeys of keys) {
      for (const issuerKeys of keys) {
        if (subjectKeys === issuerKeys) continue;
        forest.push(await tree(subjectKeys, issuerKeys));
      }
    }
    const leaf = await issue({
      subject: "CN=leaf",
      by: forest[0],
      plain: true,
    });
    const chain = [leaf, ...forest].map(({ der }) => der);
    const { verdict, signatures } = await validate(chain, root);
    assertOverBudget(verdict);
    assert.equal(signatures, SEARCH_BUDGET.signatures);
  });

  it("a forest of one name whose signatures are all wrong", async () => {
    const { root } = await chainOf();
    const keys = await keysOf("P-256");
    const forest = await Promise.all(
      Array.from(
        { length: 40 },
        async () => tree(await keysOf("P-256"), await keysOf("P-256")),
      ),
    );
    const stranger = await tree(keys, keys);
    const leaf = await issue({ subject: "CN=leaf", by: stranger, plain: true });
    const chain = [leaf, ...forest].map(({ der }) => der);
    const { verdict, signatures } = await validate(chain, root);
    assertOverBudget(verdict, 0);
    assert.equal(signatures, SEARCH_BUDGET.signatures);
  });

  it("a loop is left at its second turn", async () => {
    const { root } = await chainOf();
    const [a, b] = [await keysOf("P-256"), await keysOf("P-256")];
    const loop = [
      await cross("CN=a", a, "CN=b", b),
      await cross("CN=b", b, "CN=a", a),
    ];
    const leaf = await issue({ subject: "CN=leaf", by: loop[0] });
    const chain = [leaf, ...loop].map(({ der }) => der);
    const { verdict, signatures } = await validate(chain, root);
    assert.deepEqual(verdict.ok || verdict.reason, "unknown_issuer");
    assert.equal(signatures, 2);
  });

  it("many names under many constraints", async () => {
    const count = 600;
    const excluded = Array.from({ length: count }, (_, i) => `x${i}.example`);
    const constraint = new Extension(
      "2.5.29.30",
      true,
      nameConstraints(excluded),
    );
    const { root, middle, leaf } = await chainOf({
      middle: { extensions: [constraint] },
      leaf: { dns: Array.from({ length: count }, (_, i) => `y${i}.example`) },
    });
    const { verdict } = await validate([leaf.der, middle.der], root);
    assertOverBudget(verdict, 0);
  });
});

function assertOverBudget(verdict: PathVerdict, index?: number): void {
  assert.ok(!verdict.ok);
  assert.equal(verdict.reason, "over_budget");
  if (index !== undefined) assert.equal(verdict.index, index);
}

/** Validates, and counts the signatures that were verified meanwhile. */
async function validate(
  chain: readonly Uint8Array[],
  root: Issued,
): Promise<{ verdict: PathVerdict; signatures: number }> {
  const { subtle } = globalThis.crypto;
  const verify = subtle.verify;
  let signatures = 0;
  subtle.verify = (...given) => {
    signatures++;
    return verify.apply(subtle, given);
  };
  try {
    const options = { anchors: [root.der], time: NOW };
    return {
      verdict: await validateCertificatePath(chain, options),
      signatures,
    };
  } finally {
    subtle.verify = verify;
  }
}

/** Authorities, each under the one before, the first under `root`. */
async function ladder(root: Issued, count: number): Promise<Issued[]> {
  const authorities: Issued[] = [];
  for (let i = 0; i < count; i++) {
    const by = authorities[i - 1] ?? root;
    authorities.push(await issueAuthority({ subject: `CN=step ${i}`, by }));
  }
  return authorities;
}

/** An authority of the forest's one name. */
function tree(keys: Keys, issuerKeys: Keys): Promise<Issued> {
  return cross("CN=tree", keys, "CN=tree", issuerKeys);
}

function cross(
  subject: string,
  keys: Keys,
  issuer: string,
  issuerKeys: Keys,
): Promise<Issued> {
  const by = {
    subject: issuer,
    keys: issuerKeys,
    der: new Uint8Array(),
    serialNumber: "01",
  };
  return issueAuthority({ subject, keys, by, plain: true });
}

/** Excluded dNSName subtrees, DER. */
function nameConstraints(names: readonly string[]): Uint8Array<ArrayBuffer> {
  const subtrees = names.map((name) => {
    const text = new TextEncoder().encode(name);
    return tlv(0x30, tlv(0x82, text));
  });
  return tlv(0x30, tlv(0xa1, ...subtrees));
}

function tlv(
  tag: number,
  ...parts: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const content = parts.flatMap((part) => [...part]);
  const { length } = content;
  const header = length < 0x80
    ? [tag, length]
    : [tag, 0x82, length >> 8, length & 0xff];
  return Uint8Array.of(...header, ...content);
}
