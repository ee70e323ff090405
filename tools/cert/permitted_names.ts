import "reflect-metadata";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  type GeneralSubtrees,
  GeneralSubtrees as Subtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import { Extension, type X509Certificate } from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";
import { dnsFault, type HostName } from "./host_names.ts";
import { ipBytes, type IpRange, isInRange, readIpRange } from "./ip_range.ts";

/** Trees of names: a DNS name with all below it, and ranges of addresses. */
export interface NameTrees {
  readonly dns: readonly string[];
  readonly ip: readonly IpRange[];
}

/**
 * Trees from options, each a DNS name, an address or `ADDRESS/BITS`.
 *
 * @throws UsageError, naming the option.
 */
export function readTrees(
  option: string,
  texts: readonly string[],
): NameTrees {
  const dns: string[] = [];
  const ip: IpRange[] = [];
  for (const text of texts) {
    const range = readIpRange(text);
    if (range) ip.push(range);
    else if (!text.includes("*") && !dnsFault(text)) {
      dns.push(text.toLowerCase());
    } else {
      throw new UsageError(
        `Cannot use ${option} ${text}: expected a DNS name, which stands for all below it too, an IP address, or ADDRESS/BITS`,
      );
    }
  }
  return { dns, ip };
}

/** Whether a name stands in one of the trees; a wildcard with all it matches. */
export function isWithin({ type, value }: HostName, trees: NameTrees): boolean {
  if (type === "dns") {
    return trees.dns.some((base) => isBelow(value.replace(/^\*\./, ""), base));
  }
  const bytes = ipBytes(value);
  return bytes !== undefined &&
    trees.ip.some((range) => isInRange(bytes, range));
}

/** Name constraints that permit these DNS trees, and no address. */
export function constrainTo(dns: readonly string[]): Extension {
  const trees = (bases: GeneralName[]): GeneralSubtrees =>
    new Subtrees(bases.map((base) => new GeneralSubtree({ base })));
  const constraints = new NameConstraints({
    permittedSubtrees: trees(
      dns.map((dNSName) => new GeneralName({ dNSName })),
    ),
    excludedSubtrees: trees(
      ["0.0.0.0/0", "::/0"].map((iPAddress) => new GeneralName({ iPAddress })),
    ),
  });
  const value = AsnConvert.serialize(constraints);
  return new Extension(id_ce_nameConstraints, true, value);
}

/**
 * Whether the name constraints of an authority let it issue for a name. Those
 * of a trust anchor bind some clients and not others, so they are held here.
 */
export function mayIssue(authority: X509Certificate, name: HostName): boolean {
  const extension = authority.getExtension(id_ce_nameConstraints);
  if (!extension) return true;
  const constraints = AsnConvert.parse(extension.value, NameConstraints);
  const permitted = treesOf(constraints.permittedSubtrees);
  const excluded = treesOf(constraints.excludedSubtrees);
  const isFree = permitted[name.type].length === 0;
  return (isFree || isWithin(name, permitted)) && !isWithin(name, excluded) &&
    !reaches(name, excluded);
}

function treesOf(subtrees: GeneralSubtrees = new Subtrees()): NameTrees {
  const bases = [...subtrees].map(({ base }) => base);
  return {
    dns: bases.flatMap(({ dNSName }) =>
      dNSName === undefined ? [] : [dNSName.toLowerCase()]
    ),
    ip: bases.flatMap(({ iPAddress }) =>
      (iPAddress === undefined ? undefined : readIpRange(iPAddress)) ?? []
    ),
  };
}

/** Whether a wildcard matches a name that a tree begins with. */
function reaches({ value }: HostName, { dns }: NameTrees): boolean {
  return value.startsWith("*.") &&
    dns.some((base) => isBelow(base, value.slice(2)));
}

/** An empty base is that of every name; a dot before it means nothing more. */
function isBelow(name: string, base: string): boolean {
  const root = base.replace(/^\./, "");
  return root === "" || name === root || name.endsWith(`.${root}`);
}
