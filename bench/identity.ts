import "reflect-metadata";
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509ChainBuilder,
} from "@peculiar/x509";
import {
  judgeIdentity,
  nodeProvider,
  SecuritySetting,
  validateCertificatePath,
} from "../src/node.ts";
import { pairedRatio, spread } from "./ratio.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const ROUNDS = 15;
const BATCH = 60;
const HOST = "localhost";

const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * A chain of leaf, intermediate and root, validated by every rule, against the
 * chain builder of @peculiar/x509, which parses the same bytes, matches names
 * and verifies signatures, and judges nothing else. Then without its parsing; and ours of a
 * chain that the process has met before.
 */
export async function benchIdentity(): Promise<void> {
  title(
    "Identity",
    "A chain of 3 certificates from DER to a verdict, milliseconds; X509ChainBuilder of @peculiar/x509 = 1",
  );
  const rows = [["", "ours, ms", "@peculiar/x509, ms", "ratio"]];
  for (
    const [name, algorithm] of [["RSA-2048", RSA], ["P-256", ECDSA]] as const
  ) {
    const chain = await makeChain(algorithm);
    const build = (): Promise<void> => buildTheirs(chain.map(parsed));
    const certificates = chain.map(parsed);
    const buildParsed = (): Promise<void> => buildTheirs(certificates);
    rows.push(
      await row(name, () => validate(chain), build),
      await row(`${name}, theirs parsed`, () => validate(chain), buildParsed),
      await row(`${name}, ours met again`, () => meet(chain), build),
    );
  }
  table(rows);
}

/** DER, the leaf first, the root last. */
type Chain = readonly [Uint8Array, Uint8Array, Uint8Array];

async function validate([leaf, intermediate, root]: Chain): Promise<void> {
  const verdict = await validateCertificatePath([leaf, intermediate], {
    anchors: [root],
    host: HOST,
    time: new Date(),
  });
  assert.ok(verdict.ok);
}

/** What a connection asks; all but the first find it answered. */
async function meet([leaf, intermediate, root]: Chain): Promise<void> {
  await judgeIdentity({
    setting: SecuritySetting.certified,
    chain: [leaf, intermediate],
    host: HOST,
    port: 7000,
    policy: { trust: { anchors: [root] } },
    now: new Date(),
    provider: nodeProvider,
  });
}

function parsed(der: Uint8Array): X509Certificate {
  return new X509Certificate(der as Uint8Array<ArrayBuffer>);
}

async function buildTheirs(
  [leaf, ...certificates]: readonly X509Certificate[],
): Promise<void> {
  const built = await new X509ChainBuilder({ certificates }).build(leaf);
  assert.equal(built.length, 3);
}

async function row(
  name: string,
  ours: () => Promise<void>,
  theirs: () => Promise<void>,
): Promise<string[]> {
  const times: [number[], number[]] = [[], []];
  for (let round = -2; round < ROUNDS; round++) {
    const pair = round % 2 === 0
      ? [await time(ours), await time(theirs)]
      : [await time(theirs), await time(ours)].reverse();
    if (round < 0) continue;
    times[0].push(pair[0]);
    times[1].push(pair[1]);
  }
  const ratio = pairedRatio(...times);
  return [
    name,
    numberCell(spread(times[0]).median),
    numberCell(spread(times[1]).median),
    ratio.median < 0.01 ? numberCell(ratio.median) : ratioCell(ratio),
  ];
}

/** Milliseconds a call, one after the other. */
async function time(run: () => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < BATCH; i++) await run();
  return (performance.now() - started) / BATCH;
}

async function makeChain(
  algorithm: typeof RSA | typeof ECDSA,
): Promise<Chain> {
  const [root, intermediate] = [await keys(algorithm), await keys(algorithm)];
  const issue = async (
    subject: string,
    issuer: string,
    publicKey: webcrypto.CryptoKey,
    signingKey: webcrypto.CryptoKey,
    extension: BasicConstraintsExtension | SubjectAlternativeNameExtension,
  ): Promise<Uint8Array> => {
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${subject}`,
      issuer: `CN=${issuer}`,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 86_400_000),
      publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [extension],
    });
    return new Uint8Array(certificate.rawData);
  };
  const authority = new BasicConstraintsExtension(true, undefined, true);
  const names = new SubjectAlternativeNameExtension([
    { type: "dns", value: HOST },
  ]);
  const { publicKey } = await keys(RSA);
  return [
    await issue("leaf", "middle", publicKey, intermediate.privateKey, names),
    await issue(
      "middle",
      "root",
      intermediate.publicKey,
      root.privateKey,
      authority,
    ),
    await issue("root", "root", root.publicKey, root.privateKey, authority),
  ];
}

function keys(
  algorithm: typeof RSA | typeof ECDSA,
): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]) as Promise<webcrypto.CryptoKeyPair>;
}
