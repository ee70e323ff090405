import "reflect-metadata";
import { Buffer } from "node:buffer";
import { id_ce_cRLNumber } from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  X509Crl,
  X509CrlReason,
} from "@peculiar/x509";
import { instant } from "../instant.ts";
import { nameOfOid } from "../oid_names.ts";
import type { Facts, Inspection } from "./facts.ts";
import { defined } from "./key_facts.ts";
import { signatureFacts, signatureWarnings } from "./signature_facts.ts";

/** The facts of a revocation list. Throws what the parser throws. */
export function listFacts(der: Uint8Array, { time }: Inspection): Facts {
  const list = new X509Crl(new Uint8Array(der));
  const { issuer, thisUpdate, nextUpdate, extensions } = list;
  const number = extensions.find(({ type }) => type === id_ce_cRLNumber);
  const signature = signatureFacts(list);
  const critical = extensions.filter((extension) => extension.critical)
    .map(({ type }) => nameOfOid(type));
  return {
    type: "revocation list",
    issuer,
    ...(number && { number: readNumber(number.value) }),
    thisUpdate: instant(thisUpdate),
    nextUpdate: nextUpdate ? instant(nextUpdate) : null,
    revoked: list.entries.map(({ serialNumber, revocationDate, reason }) =>
      defined({
        serialNumber,
        date: instant(revocationDate),
        reason: reason === undefined ? undefined : X509CrlReason[reason],
      })
    ),
    ...defined({
      authorityKeyIdentifier: list.getExtension(AuthorityKeyIdentifierExtension)
        ?.keyId,
    }),
    signature,
    warnings: [
      ...currency(list, time),
      ...signatureWarnings(signature),
      ...(critical.length > 0
        ? [
          `it is not a full list, but one with ${
            critical.join(", ")
          }: clients can't use it`,
        ]
        : []),
    ],
  };
}

function currency(
  { thisUpdate, nextUpdate }: X509Crl,
  time: Date,
): readonly string[] {
  if (!nextUpdate) return ["it says no next update, so it is never current"];
  if (time > nextUpdate) {
    return [`it is out of date since ${instant(nextUpdate)}`];
  }
  return time < thisUpdate
    ? [`it is not current before ${instant(thisUpdate)}`]
    : [];
}

/** Numbers of up to 20 octets, in decimal digits as others show them. */
function readNumber(der: ArrayBuffer): string {
  const digits = Buffer.from(der).subarray(2).toString("hex");
  return BigInt(`0x${digits || "0"}`).toString();
}
