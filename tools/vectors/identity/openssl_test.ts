import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { identityVectors } from "./generate.ts";
import { acceptedByOpenssl } from "./openssl_verify.ts";

const found = spawnSync("openssl", ["version"], { encoding: "utf8" });
const skip = found.status === 0 || process.env.CI === "true"
  ? false
  : "there is no openssl";

const STRICT = "-x509_strict asks for more than RFC 5280 §6: ";
const LENIENT = "it reads BER, and passes over what follows a certificate";

/** Where `openssl verify` judges otherwise than a vector says, and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  "validity/last-second": "the last second counts as one too late",
  "name/common-name-only": "without a dNSName the common name counts",
  "wildcard/prefix": "a wildcard may be part of a label unless told otherwise",
  "wildcard/suffix": "a wildcard may be part of a label unless told otherwise",
  "usage/key-usage": "sslserver takes digitalSignature as well",
  "usage/key-usage-uncritical": "sslserver takes digitalSignature as well",
  "authority/no-key-usage": `${STRICT}a keyUsage in each authority`,
  "path/same-name": `${STRICT}key identifiers in each certificate`,
  "path/no-identifiers": `${STRICT}key identifiers in each certificate`,
  "revocation/anchor-needs-none": "-crl_check_all wants one for the anchor too",
  "revocation/leaf-anchor-needs-none":
    "-crl_check_all wants one for the anchor too",
  "revocation/endless-list": "a list without nextUpdate is current for ever",
  "revocation/delta-list": "a delta list counts as a full one",
  "encoding/trailing-byte": LENIENT,
  "encoding/indefinite-length": LENIENT,
  "encoding/long-length": LENIENT,
  "encoding/indefinite-inside": LENIENT,
  "encoding/unneeded-trailing-byte": LENIENT,
};

test("openssl verify agrees, but for what is listed", { skip }, async () => {
  const vectors = identityVectors().filter(({ kind, expect }) =>
    kind === "path" && expect.result !== "either"
  );
  assert.ok(vectors.length > 240);
  const accepted = await acceptedByOpenssl(vectors);
  const differing = vectors
    .filter(({ id, expect }) =>
      accepted.has(id) !== (expect.result === "accept")
    )
    .map(({ id }) => id);
  assert.deepEqual(differing.sort(), Object.keys(DIFFERENCES).sort());
});
