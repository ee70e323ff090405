import { context, DerError, DerReader, Tag } from "./der.ts";
import { dnsLabels } from "./dns_name.ts";
import { type GeneralName, readGeneralName } from "./general_names.ts";

/** The subtrees that an authority's certificate permits and excludes. */
export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** A subtree of names of one kind, ready to be compared. */
export type Subtree =
  | {
    readonly kind: "dNSName";
    /** None: every DNS name. */
    readonly labels: readonly string[];
  }
  | {
    readonly kind: "rfc822Name" | "uniformResourceIdentifier";
    /** Of one mailbox, if the constraint names one. */
    readonly local?: string;
    readonly labels: readonly string[];
    /** Whether it means the names below the host, and not the host itself. */
    readonly below: boolean;
  }
  | {
    readonly kind: "iPAddress";
    readonly address: Uint8Array;
    readonly mask: Uint8Array;
  }
  | Extract<GeneralName, { kind: "directoryName" | UnreadKind }>;

/** Kinds of which only that a name is of it can be told. */
type UnreadKind = "otherName" | "x400Address" | "ediPartyName" | "registeredID";

/** Reads the extension's value (RFC 5280 §4.2.1.10). Throws {@link DerError}. */
export function readNameConstraints(der: Uint8Array): NameConstraints {
  const sequence = DerReader.open(der);
  const permitted = readSubtrees(sequence, 0);
  const excluded = readSubtrees(sequence, 1);
  sequence.end();
  if (permitted.length + excluded.length === 0) {
    throw new DerError("Name constraints that constrain nothing");
  }
  return { permitted, excluded };
}

/** minimum is always 0 and so absent, maximum is always absent. */
function readSubtrees(reader: DerReader, number: number): Subtree[] {
  const result: Subtree[] = [];
  if (reader.next !== context(number, true)) return result;
  const subtrees = reader.enter(context(number, true));
  do {
    const subtree = subtrees.enter(Tag.sequence);
    result.push(subtreeOf(readGeneralName(subtree)));
    subtree.end();
  } while (!subtrees.done);
  return result;
}

function subtreeOf(base: GeneralName): Subtree {
  switch (base.kind) {
    case "dNSName":
      return {
        kind: base.kind,
        labels: base.text === "" ? [] : requireLabels(base.text),
      };
    case "rfc822Name": {
      const at = base.text.lastIndexOf("@");
      if (at < 0) return { kind: base.kind, ...hostOrBelow(base.text) };
      if (at === 0) {
        throw new DerError("A mailbox constraint without a mailbox");
      }
      const local = base.text.slice(0, at);
      const labels = requireLabels(base.text.slice(at + 1));
      return { kind: base.kind, local, labels, below: false };
    }
    case "uniformResourceIdentifier":
      return { kind: base.kind, ...hostOrBelow(base.text) };
    case "iPAddress":
      return { kind: base.kind, ...readAddressRange(base.bytes) };
    default:
      return base;
  }
}

/** `host` means that host, `.domain` what is below the domain. */
function hostOrBelow(
  text: string,
): { labels: readonly string[]; below: boolean } {
  const below = text.startsWith(".");
  return { labels: requireLabels(below ? text.slice(1) : text), below };
}

function requireLabels(text: string): readonly string[] {
  const labels = dnsLabels(text);
  if (labels) return labels;
  throw new DerError(
    `A name constraint on ${JSON.stringify(text.slice(0, 253))}`,
  );
}

/** An address and a mask of the same size, ones first. */
function readAddressRange(
  bytes: Uint8Array,
): { address: Uint8Array; mask: Uint8Array } {
  const size = bytes.length / 2;
  const mask = bytes.subarray(size);
  const bits = Array.from(mask, (byte) => byte.toString(2).padStart(8, "0"));
  if (size !== 4 && size !== 16 || !/^1*0*$/.test(bits.join(""))) {
    throw new DerError("A name constraint on no range of IP addresses");
  }
  return { address: bytes.subarray(0, size), mask };
}
