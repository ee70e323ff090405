import { hex } from "../../../conformance/tester/bytes.ts";
import { parseSpki } from "../../../conformance/tester/rsa.ts";
import { AlertCode } from "../../../src/mod.ts";
import { GENERATED } from "../topic.ts";
import type { SpkiVector } from "./format.ts";

const { bad_key, weak_key } = AlertCode;

/** A key that is no key; what is wrong with it, `flag` classes. */
export function bad(
  name: string,
  comment: string,
  spki: Uint8Array,
  flag = "LenientDer",
): SpkiVector {
  return {
    ...base(`bad/${name}`, comment, spki, "KEX-2", flag),
    expect: { result: "alert", codes: [bad_key] },
  };
}

/** Below the client's minimum too: either of the two is judged first. */
export function alsoWeak(vector: SpkiVector): SpkiVector {
  return {
    ...vector,
    expect: { result: "alert", codes: [bad_key, weak_key] },
  };
}

/** What a vector of a key says of itself. */
export function base(
  name: string,
  comment: string,
  spki: Uint8Array,
  requirement: string,
  ...flags: string[]
) {
  return {
    id: `spki/${name}`,
    comment,
    requirements: [requirement],
    flags,
    provenance: GENERATED,
    since: "0.1.0",
    kind: "spki" as const,
    spki: hex(spki),
    minimumRsaBits: 1024,
  };
}

/** The size and the exponent of a key. */
export function numbersOf(spki: Uint8Array) {
  const { bits, e } = parseSpki(spki);
  return { modulusBits: bits, exponent: Number(e) };
}
