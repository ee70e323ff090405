import {
  type Certificate,
  isSelfIssued,
} from "../../../src/identity/certificate.ts";
import { hostFault } from "../../../src/identity/reference_identity.ts";
import { sameBytes } from "../../../src/identity/same_bytes.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses, type Shown } from "./refuses.ts";
import { tryRead } from "./try_read.ts";
import { asks } from "./verdict.ts";

/** Clients that look for a path otherwise among what was sent. */
export const pathSearch: readonly Mutant[] = [
  client({
    name: "no-intermediates",
    requirement: "IDN-1",
    title: "An anchor has to have issued the leaf itself",
    models: "One call of verify, with the anchor's key",
    plant: () =>
      refuses("unknown_ca", ({ leaf, anchors }) => !hasIssuer(leaf, anchors)),
  }),
  client({
    name: "path-of-four",
    requirement: "IDN-1",
    title: "A path ends after four certificates without an anchor",
    models: "A depth that every path one has seen keeps to",
    plant: () => refuses("unknown_ca", (shown) => climb(shown).length > 4),
  }),
  client({
    name: "issuer-to-be-sent",
    requirement: "IDN-1",
    title: "A leaf is refused that comes alone",
    models: "A chain that is read as leaf, issuer and whatever follows",
    plant: () => refuses("unknown_ca", ({ others }) => others.length === 0),
  }),
  client({
    name: "sent-anchor-refused",
    requirement: "IDN-1",
    title: "A self-signed certificate that was sent ends the search",
    models: "Self-signed certificate in chain, looked at before the anchors",
    plant: () =>
      refuses(
        "unknown_ca",
        ({ others, anchors }) =>
          others.some((other) =>
            isSelfIssued(other) &&
            anchors.some(({ der }) => sameBytes(der, other.der))
          ),
      ),
  }),
  client({
    name: "order-as-sent",
    requirement: "IDN-1",
    title: "Each certificate has to be issued by the one after it",
    models: "TLS 1.2, which asks the server for order",
    plant: () =>
      refuses(
        "unknown_ca",
        ({ leaf, others }) =>
          [leaf, ...others].some(({ issuer }, i) =>
            others[i] !== undefined && others[i].subject.key !== issuer.key
          ),
      ),
  }),
  client({
    name: "twice-refused",
    requirement: "IDN-1",
    title: "A certificate that was sent twice is refused",
    models: "A loop that is found among what was sent, not on the path",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ leaf, others }) =>
          [leaf, ...others].some(({ der }, i, all) =>
            all.slice(0, i).some((other) => sameBytes(other.der, der))
          ),
      ),
  }),
  client({
    name: "last-of-a-name",
    requirement: "IDN-1",
    title: "Of authorities of one name the last is the only one tried",
    models: "A map by name: what is put into it later replaces the first",
    plant: () => picks((others) => others),
  }),
  client({
    name: "first-of-a-name",
    requirement: "IDN-1",
    title: "Of authorities of one name the first is the only one tried",
    models: "A search without a way back",
    plant: () => picks((others) => [...others].reverse()),
  }),
  client({
    name: "issuer-by-identifier-alone",
    requirement: "IDN-1",
    title: "An issuer is looked for by its key identifier alone",
    models: "An extension that RFC 5280 has every authority write",
    plant: () =>
      refuses(
        "unknown_ca",
        ({ leaf: { extensions } }) => extensions.authorityKeyId === undefined,
      ),
  }),
  client({
    name: "loop-without-end",
    requirement: "IDN-1",
    title: "Two authorities that issue each other end the search",
    models: "A recursion that ends in a full stack",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ others }) =>
          others.some((one) =>
            others.some((two) =>
              !isSelfIssued(one) && one.issuer.key === two.subject.key &&
              two.issuer.key === one.subject.key
            )
          ),
      ),
  }),
  client({
    name: "leaf-by-name",
    requirement: "IDN-3",
    title: "The leaf is the first certificate that has the name",
    models: "A bag of certificates, of which one will fit",
    plant: () =>
      asks((request) => {
        const chain = request.chain ?? [];
        const leaf = chain.find((der) => hasName(der, request.host));
        if (leaf === undefined) return request;
        const others = chain.filter((der) => der !== leaf);
        return { ...request, chain: [leaf, ...others] };
      }),
  }),
];

function hasIssuer(
  { issuer }: Certificate,
  candidates: readonly Certificate[],
): boolean {
  return candidates.some(({ subject }) => subject.key === issuer.key);
}

/** From the leaf up by names, without the anchor. */
function climb({ leaf, others, anchors }: Shown): readonly Certificate[] {
  const path = [leaf];
  for (let top = leaf; !hasIssuer(top, anchors);) {
    const next = others.find((other) =>
      !path.includes(other) && other.subject.key === top.issuer.key
    );
    if (next === undefined) break;
    path.push(next);
    top = next;
  }
  return path;
}

/** Leaves of what was sent one certificate of a name, the last in an order. */
function picks(
  inOrder: (others: readonly Uint8Array[]) => readonly Uint8Array[],
) {
  return asks((request) => {
    const [leaf, ...others] = request.chain ?? [];
    const byName = new Map(
      inOrder(others).map((der) => [nameOf(der), der] as const),
    );
    return leaf ? { ...request, chain: [leaf, ...byName.values()] } : request;
  });
}

/** What it is called; what can't be read has no namesake. */
function nameOf(der: Uint8Array): string | Uint8Array {
  return tryRead(der)?.subject.key ?? der;
}

function hasName(der: Uint8Array, host: string): boolean {
  const certificate = tryRead(der);
  return certificate !== undefined &&
    hostFault(certificate.extensions.subjectNames, host) === undefined;
}
