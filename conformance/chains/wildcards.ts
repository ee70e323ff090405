import { TEST_NAME } from "../runner/materials.ts";
import { accepted, type Chain, optional, refused } from "./chain.ts";
import { parties } from "./parties.ts";

/** Names with a `*` in them (IDN-4). */
export const wildcards: readonly Chain[] = [
  right("left-most", "a wildcard for the left-most label", "*.fesa.example"),
  right("in-capitals", "a wildcard under a name in capitals", "*.FESA.EXAMPLE"),
  right(
    "for-a-label",
    "a wildcard in place of an A-label",
    "*.fesa.example",
    "xn--bcher-kva.fesa.example",
  ),
  right(
    "under-a-label",
    "a wildcard under an A-label",
    "*.xn--bcher-kva.example",
    "www.xn--bcher-kva.example",
  ),
  wrong("two-labels", "a wildcard over two labels", "*.example"),
  wrong("own-name", "a wildcard below the name itself", `*.${TEST_NAME}`),
  wrong("no-label", "a wildcard in place of no label", "*.fesa.example", {
    host: "fesa.example",
  }),
  wrong("prefix", "a wildcard after part of a label", "ser*.fesa.example"),
  wrong("suffix", "a wildcard before part of a label", "*ver.fesa.example"),
  wrong("infix", "a wildcard within a label", "s*r.fesa.example"),
  wrong("part-of-a-label", "a wildcard within an A-label", "xn--*.example", {
    host: "xn--bcher-kva.example",
  }),
  wrong("inner", "a wildcard that is not left-most", "server.*.example"),
  wrong("last", "a wildcard as the last label", "server.fesa.*"),
  wrong("two", "two wildcards", "*.*.example"),
  wrong("two-in-a-label", "a label of two wildcards", "**.fesa.example"),
  wrong("alone", "a wildcard and nothing else", "*"),
  wrong("alone-for-one-label", "a wildcard for a name of one label", "*", {
    host: "localhost",
  }),
  wrong("beside-a-dot", "a wildcard and a dot", "*."),
  wrong("of-another-domain", "a wildcard in another domain", "*.other.example"),
  optional({
    id: "wildcard/under-one-label",
    what: "a wildcard with one label after it",
    requirement: "IDN-4",
    host: "fesa.example",
    chain: () => [parties.leafFor("*.example")],
  }),
];

function wrong(
  name: string,
  what: string,
  dns: string,
  { host }: { readonly host?: string } = {},
): Chain {
  return refused({
    id: `wildcard/${name}`,
    what,
    requirement: "IDN-4",
    flag: "Wildcard",
    // A `*` where none may be is no DNS name.
    codes: ["name_mismatch", "bad_certificate"],
    at: 0,
    host,
    chain: () => [parties.leafFor(dns)],
  });
}

function right(name: string, what: string, dns: string, host?: string): Chain {
  return accepted({
    id: `wildcard/${name}`,
    what,
    requirement: "IDN-4",
    host,
    chain: () => [parties.leafFor(dns)],
  });
}
