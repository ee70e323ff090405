import {
  type CertificateReason,
  nodeProvider,
  pinOf,
  ProtocolError,
  readRsaPublicKey,
  requireStrength,
  validateCertificatePath,
} from "../../src/node.ts";
import type { Finding } from "./finding.ts";

/** What a chain is held against. */
export interface Expectation {
  /** The name or address that it has to be for. */
  readonly host: string;
  /** DER; without any, all is checked but who vouches for it. */
  readonly anchors: readonly Uint8Array[] | undefined;
  readonly now: Date;
}

const SOON_MS = 14 * 24 * 60 * 60 * 1_000;

/** What a client of this configuration would make of a server's chain. */
export async function examineChain(
  chain: readonly Uint8Array[],
  { host, anchors, now }: Expectation,
  where: string,
): Promise<Finding[]> {
  const last = chain.slice(-1);
  const verdict = await validateCertificatePath([...chain], {
    anchors: anchors ?? last,
    host,
    time: now,
  });
  const note = (code: string, what: string, todo: string): Finding => ({
    level: "note",
    code,
    what,
    where,
    todo,
  });
  const findings: Finding[] = [];
  if (anchors === undefined) {
    findings.push(
      note(
        "no-trust",
        "nobody was named who vouches for its certificate",
        "Name the authority: --trust FILE",
      ),
    );
  }
  if (!verdict.ok) {
    const { reason, index, detail } = verdict;
    const place = index < chain.length ? `certificate ${index}` : "the anchor";
    findings.push({
      level: "fault",
      code: `certificate-${reason}`,
      what: `${place}: ${detail}`,
      where,
      todo: adviceOn(reason, now),
    });
  } else if (verdict.validUntil.getTime() - now.getTime() < SOON_MS) {
    findings.push(
      note(
        "expires-soon",
        `its certificate expires on ${verdict.validUntil.toISOString()}`,
        "Renew it",
      ),
    );
  }
  return findings;
}

/** What a client would make of a server's key; its pin, to be noted. */
export function examineKey(spki: Uint8Array, where: string): Finding[] {
  try {
    const key = readRsaPublicKey(spki);
    requireStrength(key, MINIMUM_BITS);
    return [{
      level: "note",
      code: "key",
      what: `an RSA key of ${key.modulusBits} bits, pin ${
        pinOf(spki, nodeProvider)
      }`,
      where,
      todo: "",
    }];
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const weak = error.code === "weak_key";
    return [{
      level: "fault",
      code: weak ? "weak-key" : "bad-key",
      what: error.message,
      where,
      todo: weak
        ? "Make a key of 2048 bits or more: clients refuse a shorter one " +
          "unless they are configured to take it"
        : "Make an RSA key of 2048, 3072 or 4096 bits (spec/keys.md)",
    }];
  }
}

const MINIMUM_BITS = 2048;

function adviceOn(reason: CertificateReason, now: Date): string {
  const clock = `this machine's clock says ${now.toISOString()}`;
  switch (reason) {
    case "not_yet_valid":
      return `If that is long past, set the clock right: ${clock}`;
    case "expired":
      return `Renew the certificate, or set the clock right: ${clock}`;
    case "name_mismatch":
      return "Name the server as its certificate does: --server-name NAME; or " +
        "put the name into its subject alternative names";
    case "unknown_issuer":
    case "no_anchor":
      return "Name the authority that issued it: --trust FILE; or have the " +
        "server send the certificates in between";
    default:
      return "Have it issued again: fesa cert inspect shows what is in it";
  }
}
