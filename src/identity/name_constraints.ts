import { context, DerError, DerReader, Tag } from "./der.ts";
import { type GeneralName, readGeneralName } from "./general_names.ts";

/** The subtrees that a CA's certificate permits and excludes. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Reads the extension's value. Throws {@link DerError}. */
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

function readSubtrees(reader: DerReader, number: number): GeneralName[] {
  const names: GeneralName[] = [];
  if (reader.next !== context(number, true)) return names;
  const subtrees = reader.enter(context(number, true));
  do {
    const subtree = subtrees.enter(Tag.sequence);
    names.push(readGeneralName(subtree));
    subtree.end();
  } while (!subtrees.done);
  return names;
}
