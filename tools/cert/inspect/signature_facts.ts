import type { HashedAlgorithm } from "@peculiar/x509";

/** What signs an object, in words: the kind of key and the hash. */
export function signatureFacts(
  signed: { readonly signatureAlgorithm: HashedAlgorithm },
): string {
  const { name, hash }: { name?: string; hash?: { name: string } } =
    signed.signatureAlgorithm;
  return hash?.name ? `${name} with ${hash.name}` : name ?? "unknown";
}

/** What is weak about it. */
export function signatureWarnings(signature: string): readonly string[] {
  return / with (MD\d|SHA-1)$/.test(signature)
    ? [`it is signed by ${signature}, which clients refuse`]
    : [];
}
