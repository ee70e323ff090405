import { concat, fromHex } from "./bytes.ts";
import {
  authorityKeyIdentifier,
  encodeExtension,
  type Extension,
} from "./certificate_extensions.ts";
import {
  encodeSigned,
  signatureAlgorithm,
  type SignatureName,
  signed,
} from "./certificate_signature.ts";
import { type Authority, encodeExtensions, pemOf } from "./certificates.ts";
import { der, derTime } from "./der.ts";
import { encodeName } from "./distinguished_name.ts";
import { throwawaySpki } from "./throwaway_keys.ts";

/** What a test CRL says. */
export interface RevocationRecipe {
  readonly issuer: Authority;
  /** Serial numbers in hex. */
  readonly revoked: readonly string[];
  readonly thisUpdate: string;
  /** `null`: the list has none. */
  readonly nextUpdate: string | null;
  /** Beside the authority's key identifier and the list's number. */
  readonly extensions?: readonly Extension[];
  /** Of every entry. */
  readonly entryExtensions?: readonly Extension[];
  readonly signature?: SignatureName;
  /** Touches its DER last. */
  readonly edit?: (der: Uint8Array) => Uint8Array;
}

/** Makes a CRL of version 2, DER; the same recipe gives the same bytes. */
export function makeRevocationList(recipe: RevocationRecipe): Uint8Array {
  const { issuer, revoked, thisUpdate, nextUpdate, edit } = recipe;
  const { signature = "RSA-SHA256", entryExtensions = [] } = recipe;
  const entries = revoked.map((serial) =>
    der(
      0x30,
      der(0x02, fromHex(serial)),
      derTime(thisUpdate),
      ...entryExtensions.length > 0
        ? [der(0x30, ...entryExtensions.map(encodeExtension))]
        : [],
    )
  );
  const list = der(
    0x30,
    fromHex("020101"),
    signatureAlgorithm(signature),
    encodeName(issuer.subject),
    derTime(thisUpdate),
    nextUpdate === null ? concat() : derTime(nextUpdate),
    entries.length > 0 ? der(0x30, ...entries) : concat(),
    encodeExtensions(0xa0, [
      authorityKeyIdentifier(throwawaySpki(issuer.key)),
      NUMBER,
      ...recipe.extensions ?? [],
    ]),
  );
  const whole = encodeSigned(signed(signature, issuer.key, list));
  return edit?.(whole) ?? whole;
}

/** cRLNumber 1. */
const NUMBER: Extension = { id: "2.5.29.20", value: fromHex("020101") };

/** A list as PEM. */
export function revocationListPem(list: Uint8Array): string {
  return pemOf(list, "X509 CRL");
}
