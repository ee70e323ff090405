import "reflect-metadata";
import { sign } from "node:crypto";
import { Buffer } from "node:buffer";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  CertificateList,
  CRLReason,
  Extension,
  id_ce_authorityKeyIdentifier,
  id_ce_cRLNumber,
  id_ce_cRLReasons,
  KeyIdentifier,
  Name,
  RevokedCertificate,
  TBSCertList,
  Time,
  Version,
} from "@peculiar/asn1-x509";
import { X509Crl } from "@peculiar/x509";
import { type Authority, authorityKeyId } from "./authority.ts";
import { integer } from "./der_writer.ts";
import { REVOCATION_REASONS } from "./revocation_reasons.ts";

/** A full revocation list of an authority. */
export interface RevocationList {
  /** Its number; each list has a higher one. */
  readonly number: bigint;
  /** What is revoked, by its serial number in hex, without leading zeros. */
  readonly revoked: ReadonlyMap<string, RevokedCertificate>;
}

/** What an authority begins with. */
export const NO_LIST: RevocationList = { number: 0n, revoked: new Map() };

/** When a list was made, and when its successor is due. */
export interface ListValidity {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/**
 * Reads an authority's own list, to go on from.
 *
 * @throws TypeError saying why it can't.
 */
export async function readRevocationList(
  der: Uint8Array,
  { certificate }: Authority,
): Promise<RevocationList> {
  const { tbsCertList } = parse(der);
  const issuer = Buffer.from(AsnConvert.serialize(tbsCertList.issuer));
  if (!issuer.equals(Buffer.from(certificate.subjectName.toArrayBuffer()))) {
    throw new TypeError("it is the list of another authority");
  }
  if (!await isSigned(der, certificate)) {
    throw new TypeError("its signature is not the authority's");
  }
  const extensions = tbsCertList.crlExtensions ?? [];
  const unknown = extensions.find(({ critical }) => critical);
  if (unknown) {
    throw new TypeError(
      `its critical extension ${unknown.extnID} makes it another than a full list`,
    );
  }
  const number = extensions.find(({ extnID }) => extnID === id_ce_cRLNumber);
  return {
    number: number ? readInteger(number.extnValue.buffer) : 0n,
    revoked: new Map(
      (tbsCertList.revokedCertificates ?? []).map((entry) => [
        serialKey(Buffer.from(entry.userCertificate).toString("hex")),
        entry,
      ]),
    ),
  };
}

/** The list with one more; one that is revoked already keeps its day and reason. */
export function withRevoked(
  list: RevocationList,
  serialNumber: string,
  date: Date,
  reason: number,
): RevocationList {
  const key = serialKey(serialNumber);
  if (list.revoked.has(key)) return list;
  const entry = new RevokedCertificate({
    userCertificate: contentOf(integer(BigInt(`0x${key}`))),
    revocationDate: new Time(date),
    crlEntryExtensions: reason === REVOCATION_REASONS.unspecified
      ? undefined
      : [
        new Extension({
          extnID: id_ce_cRLReasons,
          extnValue: octets(AsnConvert.serialize(new CRLReason(reason))),
        }),
      ],
  });
  return { ...list, revoked: new Map(list.revoked).set(key, entry) };
}

/**
 * Signs the list that follows on `list`, DER: version 2, with its number and
 * the identifier of the authority's key. Not by the library's generator, which
 * gives an entry without a reason an empty SEQUENCE, against RFC 5280 §5.1.
 */
export async function signRevocationList(
  { number, revoked }: RevocationList,
  authority: Authority,
  { thisUpdate, nextUpdate }: ListValidity,
): Promise<Uint8Array> {
  const { keyId } = await authorityKeyId(authority);
  const { hash } = authority.signer.algorithm;
  const algorithm = signatureAlgorithm(authority);
  const identifier = new AuthorityKeyIdentifier({
    keyIdentifier: new KeyIdentifier(Buffer.from(keyId ?? "", "hex")),
  });
  const tbsCertList = new TBSCertList({
    version: Version.v2,
    signature: algorithm,
    issuer: AsnConvert.parse(
      authority.certificate.subjectName.toArrayBuffer(),
      Name,
    ),
    thisUpdate: new Time(thisUpdate),
    nextUpdate: new Time(nextUpdate),
    revokedCertificates: revoked.size === 0 ? undefined : [...revoked.values()],
    crlExtensions: [
      new Extension({
        extnID: id_ce_authorityKeyIdentifier,
        extnValue: octets(AsnConvert.serialize(identifier)),
      }),
      new Extension({
        extnID: id_ce_cRLNumber,
        extnValue: octets(integer(number + 1n)),
      }),
    ],
  });
  const signed = new Uint8Array(AsnConvert.serialize(tbsCertList));
  const signature = sign(hash.replace("-", ""), signed, authority.key);
  return new Uint8Array(AsnConvert.serialize(
    new CertificateList({
      tbsCertList,
      signatureAlgorithm: algorithm,
      signature: exactBuffer(signature),
    }),
  ));
}

/** A serial number as it is compared: without leading zeros. */
export function serialKey(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, "");
}

function parse(der: Uint8Array): CertificateList {
  try {
    return AsnConvert.parse(der, CertificateList);
  } catch {
    throw new TypeError("it is no revocation list");
  }
}

async function isSigned(
  der: Uint8Array,
  publicKey: Authority["certificate"],
): Promise<boolean> {
  try {
    return await new X509Crl(new Uint8Array(der)).verify({ publicKey });
  } catch {
    return false;
  }
}

/** With NULL for RSA, and nothing for ECDSA (RFC 4055, RFC 5758). */
function signatureAlgorithm({ signer }: Authority): AlgorithmIdentifier {
  const { name, hash } = signer.algorithm;
  return name === "ECDSA"
    ? new AlgorithmIdentifier({ algorithm: ECDSA_WITH[hash] })
    : new AlgorithmIdentifier({ algorithm: SHA256_RSA, parameters: null });
}

const SHA256_RSA = "1.2.840.113549.1.1.11";
const ECDSA_WITH: Readonly<Record<string, string>> = {
  "SHA-256": "1.2.840.10045.4.3.2",
  "SHA-384": "1.2.840.10045.4.3.3",
  "SHA-512": "1.2.840.10045.4.3.4",
};

function octets(der: ArrayBuffer | Uint8Array): OctetString {
  return new OctetString(exactBuffer(new Uint8Array(der)));
}

/** A buffer of these bytes alone: a view's own may have others around it. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** The content of a short INTEGER. */
function contentOf(der: Uint8Array): ArrayBuffer {
  return exactBuffer(der.subarray(2));
}

function readInteger(der: ArrayBuffer): bigint {
  return BigInt(`0x${Buffer.from(der).subarray(2).toString("hex") || "0"}`);
}
