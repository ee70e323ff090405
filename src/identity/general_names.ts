import { context, DerError, DerReader } from "./der.ts";
import {
  type DistinguishedName,
  readDistinguishedName,
} from "./distinguished_name.ts";

/** The kinds of GeneralName by their tag's number (RFC 5280 §4.2.1.6). */
export type GeneralNameKind =
  | "otherName"
  | "rfc822Name"
  | "dNSName"
  | "x400Address"
  | "directoryName"
  | "ediPartyName"
  | "uniformResourceIdentifier"
  | "iPAddress"
  | "registeredID";

/** A name of a subject, or the base of a name constraint. */
export type GeneralName =
  | {
    readonly kind: "rfc822Name" | "dNSName" | "uniformResourceIdentifier";
    readonly text: string;
  }
  | { readonly kind: "iPAddress"; readonly bytes: Uint8Array }
  | { readonly kind: "directoryName"; readonly name: DistinguishedName }
  | {
    readonly kind:
      | "otherName"
      | "x400Address"
      | "ediPartyName"
      | "registeredID";
  };

/** Reads one GeneralName. Throws `DerError`. */
export function readGeneralName(reader: DerReader): GeneralName {
  const { tag, content } = reader.element();
  switch (tag) {
    case context(0, true):
      return { kind: "otherName" };
    case context(1, false):
      return { kind: "rfc822Name", text: ascii(content) };
    case context(2, false):
      return { kind: "dNSName", text: ascii(content) };
    case context(3, true):
      return { kind: "x400Address" };
    case context(4, true):
      return { kind: "directoryName", name: readDistinguishedName(content) };
    case context(5, true):
      return { kind: "ediPartyName" };
    case context(6, false):
      return { kind: "uniformResourceIdentifier", text: ascii(content) };
    case context(7, false):
      return { kind: "iPAddress", bytes: content };
    case context(8, false):
      return { kind: "registeredID" };
    default:
      throw new DerError(`Tag 0x${tag.toString(16)} is no GeneralName`);
  }
}

/** Reads GeneralNames, which hold at least one. Throws `DerError`. */
export function readGeneralNames(der: Uint8Array): readonly GeneralName[] {
  const sequence = DerReader.open(der);
  const names: GeneralName[] = [];
  do names.push(readGeneralName(sequence)); while (!sequence.done);
  for (const name of names) {
    const size = name.kind === "iPAddress" ? name.bytes.length : 4;
    if (size !== 4 && size !== 16) {
      throw new DerError(`An IP address of ${size} bytes`);
    }
  }
  return names;
}

function ascii(content: Uint8Array): string {
  let text = "";
  for (const byte of content) {
    if (byte > 0x7f) throw new DerError("An IA5String holds another character");
    text += String.fromCharCode(byte);
  }
  return text;
}
