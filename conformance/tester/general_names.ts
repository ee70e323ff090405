import { ascii, concat } from "./bytes.ts";
import { der, derOid } from "./der.ts";
import { encodeName, type Name } from "./distinguished_name.ts";

/** A name of a subject, or of a subtree of names (RFC 5280 §4.2.1.6). */
export type GeneralName =
  | { readonly dns: string }
  | { readonly email: string }
  | { readonly uri: string }
  | { readonly directory: Name }
  /** An address, or in a subtree an address and its mask. */
  | { readonly ip: readonly number[] }
  /** A user principal name, for one that no rule here is about. */
  | { readonly other: string };

/** A GeneralName. */
export function encodeGeneralName(name: GeneralName): Uint8Array {
  if ("dns" in name) return der(0x82, ascii(name.dns));
  if ("email" in name) return der(0x81, ascii(name.email));
  if ("uri" in name) return der(0x86, ascii(name.uri));
  if ("directory" in name) return der(0xa4, encodeName(name.directory));
  if ("ip" in name) return der(0x87, Uint8Array.from(name.ip));
  const text = der(0x0c, ascii(name.other));
  return der(0xa0, derOid("1.3.6.1.4.1.311.20.2.3"), der(0xa0, text));
}

/** The bytes of an IPv6 address that is written in full, `::` nowhere. */
export function ipv6(text: string): number[] {
  return text.split(":").flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** GeneralSubtrees without bounds, behind their own tag. */
export function encodeSubtrees(
  tag: number,
  bases: readonly GeneralName[],
): Uint8Array {
  if (bases.length === 0) return concat();
  return der(tag, ...bases.map((base) => der(0x30, encodeGeneralName(base))));
}
