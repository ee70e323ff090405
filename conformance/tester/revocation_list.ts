import * as x509 from "@peculiar/x509";
import { importSigningKey } from "./certificates.ts";
import type { ThrowawayKeyName } from "./throwaway_keys.ts";

/** What a test CRL says. */
export interface RevocationRecipe {
  readonly issuer: { readonly subject: string; readonly key: ThrowawayKeyName };
  /** Serial numbers in hex. */
  readonly revoked: readonly string[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** Makes a full CRL, as PEM; `edit` touches its DER last. */
export async function makeRevocationList(
  recipe: RevocationRecipe,
  edit: (der: Uint8Array) => void = () => {},
): Promise<string> {
  const hash = "SHA-256";
  const list = await x509.X509CrlGenerator.create({
    issuer: recipe.issuer.subject,
    thisUpdate: recipe.thisUpdate,
    nextUpdate: recipe.nextUpdate,
    entries: recipe.revoked.map((serialNumber) => ({
      serialNumber,
      revocationDate: recipe.thisUpdate,
    })),
    signingKey: await importSigningKey(recipe.issuer.key, hash),
    signingAlgorithm: { name: "RSASSA-PKCS1-v1_5", hash },
  });
  const der = new Uint8Array(list.rawData);
  edit(der);
  return `${x509.PemConverter.encode(der, "X509 CRL")}\n`;
}
