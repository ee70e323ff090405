import { der, derOid } from "./der.ts";

/** A name's attributes, the root's first, each a relative name of its own. */
export type Name = readonly Attribute[];

/** A type, its text, and the type of string if it isn't the usual one. */
export type Attribute = readonly [
  type: keyof typeof TYPES,
  text: string,
  string?: keyof typeof STRINGS,
];

/** A name of one attribute. */
export function commonName(text: string): Name {
  return [["CN", text]];
}

/** The RDNSequence of a name. */
export function encodeName(name: Name): Uint8Array {
  return der(
    0x30,
    ...name.map(([type, text, string = usualString(type, text)]) =>
      der(
        0x31,
        der(0x30, derOid(TYPES[type]), der(STRINGS[string], utf8.encode(text))),
      )
    ),
  );
}

const TYPES = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  E: "1.2.840.113549.1.9.1",
} as const;

const STRINGS = { utf8: 0x0c, printable: 0x13, ia5: 0x16 } as const;

function usualString(type: keyof typeof TYPES, text: string) {
  if (type === "E") return "ia5";
  return /^[A-Za-z0-9 '()+,./:=?-]*$/.test(text) ? "printable" : "utf8";
}

const utf8 = new TextEncoder();
