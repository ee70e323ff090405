/** Why bytes could not be decoded. */
export type Fault =
  /** Fewer bytes are left than the field needs. */
  | "truncated"
  /** A length outside the field's bounds. */
  | "length"
  /** A number that a closed registry does not hold. */
  | "value"
  /** An item equal to an earlier one of its list. */
  | "duplicate"
  /** More items than the list may have, or fewer. */
  | "count"
  /** Bytes after the end of the value. */
  | "trailing";

/**
 * Bytes that don't parse. `offset` is the first byte of what is at fault,
 * from the start of the body; `path` names the field, as
 * `ClientHello.extensions[1].data`.
 *
 * The first fault in wire order wins. Within one field: its prefix
 * `truncated`, then the prefix's `length`, then its content `truncated`, then
 * its items from left to right (`count`, the item's own faults, `duplicate`),
 * and after the last one the `count` of a list with too few, at its prefix.
 * `trailing` comes last (spec/conventions.md).
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly fault: Fault;
  readonly offset: number;
  readonly path: string;

  constructor(fault: Fault, offset: number, path: string, detail: string) {
    super(`${path} at byte ${offset}: ${detail}`);
    this.fault = fault;
    this.offset = offset;
    this.path = path;
  }
}
