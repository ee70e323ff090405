import { createHash } from "node:crypto";
import {
  type Chain,
  CHAINS,
  type Verdict,
} from "../../../conformance/chains/mod.ts";
import { hex } from "../../../conformance/tester/bytes.ts";
import { spkiOfCertificate } from "../../../conformance/tester/der.ts";
import { AlertCode } from "../../../src/mod.ts";
import type { Expect } from "../format.ts";
import { GENERATED } from "../topic.ts";
import type { IdentityVector } from "./format.ts";

/** Every chain of the conformance suite but those that fill a file. */
export function identityVectors(): IdentityVector[] {
  return CHAINS.filter(({ only }) => only !== "wire").map(vectorOf);
}

function vectorOf(chain: Chain): IdentityVector {
  const { chain: certificates, anchors, crls, pin } = chain.scene();
  const { verdict, what, flag } = chain;
  return {
    id: chain.id,
    comment: `A chain with ${what}`,
    requirements: [...chain.requirements],
    flags: flag === undefined ? [] : [flag],
    provenance: GENERATED,
    since: "0.1.0",
    kind: kindOf(chain),
    chain: certificates.map(hex),
    anchors: anchors.map(hex),
    ...(crls && { crls: crls.map(hex) }),
    ...(pin !== undefined && { pin }),
    host: chain.host,
    time: chain.time,
    purpose: "serverAuth",
    minimumRsaBits: chain.minimumRsaBits,
    ...(verdict.result === "accept"
      ? { spkiSha256: sha256(spkiOfCertificate(certificates[0])) }
      : verdict.at !== undefined && { faulty: verdict.at }),
    expect: expectOf(verdict),
  };
}

function kindOf({ id }: Chain): IdentityVector["kind"] {
  switch (id.split("/")[0]) {
    case "leaf-key":
      return "key";
    case "pin":
      return "pin";
    case "list":
      return "list";
    default:
      return "path";
  }
}

function expectOf(verdict: Verdict): Expect {
  if (verdict.result === "accept") return { result: "accept" };
  const codes = verdict.codes.map((name) => AlertCode[name]);
  return { result: verdict.result, codes: codes.sort((a, b) => a - b) };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
