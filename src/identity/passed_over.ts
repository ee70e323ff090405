import { context, DerError, DerReader, Tag } from "./der.ts";
import type { RawExtension } from "./raw_extensions.ts";

/**
 * Refuses extensions that are not of their form, though what they say is not
 * asked: other names of the issuer, and where more is to be found (RFC 5280
 * §4.2.1.7, §4.2.1.13, §4.2.1.15, §4.2.2). Throws {@link DerError}.
 */
export function requirePassedOver(
  raw: ReadonlyMap<string, RawExtension>,
): void {
  for (const [id, requireItem] of LISTS) {
    const extension = raw.get(id);
    if (!extension) continue;
    const list = DerReader.open(extension.value);
    do requireItem(list); while (!list.done);
  }
}

/** By identifier, what each item of the extension's SEQUENCE has to be. */
const LISTS: ReadonlyMap<string, (list: DerReader) => void> = new Map([
  ["2.5.29.18", requireGeneralName],
  ["2.5.29.31", requireDistributionPoint],
  ["2.5.29.46", requireDistributionPoint],
  ["1.3.6.1.5.5.7.1.1", requireAccessDescription],
  ["1.3.6.1.5.5.7.1.11", requireAccessDescription],
]);

/** One of nine kinds; some name what isn't ASCII, which harms nobody here. */
function requireGeneralName(list: DerReader): void {
  const { tag } = list.element();
  const number = tag & 0x1f;
  const isConstructed = [0, 3, 4, 5].includes(number);
  if (number > 8 || tag !== context(number, isConstructed)) {
    throw new DerError(`Tag 0x${tag.toString(16)} is no GeneralName`);
  }
}

/** A name, reasons and an issuer, each if it is there. */
function requireDistributionPoint(list: DerReader): void {
  const point = list.enter(Tag.sequence);
  point.optional(context(0, true));
  point.optional(context(1, false));
  point.optional(context(2, true));
  point.end();
}

function requireAccessDescription(list: DerReader): void {
  const description = list.enter(Tag.sequence);
  description.oid();
  requireGeneralName(description);
  description.end();
}
