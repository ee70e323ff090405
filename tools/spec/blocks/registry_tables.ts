import {
  AlertCode,
  Cipher,
  Compression,
  DESCRIPTIONS,
  ExtensionType,
  GREASE_U16,
  GREASE_U8,
  KeyUpdateRequest,
  PRIVATE_CIPHERS,
  SecuritySetting,
  Version,
} from "../../../src/mod.ts";
import { table } from "../table.ts";
import { codePoint } from "./notation.ts";

/** Every version. */
export function versionsTable(): string {
  return table(["value", "version"], rows(Version, DESCRIPTIONS.Version, 2));
}

/** Every security setting, in the order of preference. */
export function settingsTable(): string {
  return table(
    ["value", "setting", "which is"],
    named(SecuritySetting, DESCRIPTIONS.SecuritySetting),
  );
}

/** Every cipher, and the range of private ones. */
export function ciphersTable(): string {
  const { first, last } = PRIVATE_CIPHERS;
  return table(["value", "cipher", "which is"], [
    ...named(Cipher, DESCRIPTIONS.Cipher, 2),
    [
      `${codePoint(first, 2)}–${codePoint(last, 2)}`,
      "[private transforms](protection.md#private-transforms)",
      "for `proprietary`",
    ],
  ]);
}

/** Every compression. */
export function compressionsTable(): string {
  return table(
    ["value", "compression", "which is"],
    named(Compression, DESCRIPTIONS.Compression),
  );
}

/** Every extension. */
export function extensionsTable(): string {
  return table(
    ["type", "extension", "which is"],
    named(ExtensionType, DESCRIPTIONS.ExtensionType, 2),
  );
}

/** The two values of KeyUpdate's byte. */
export function keyUpdateRequestsTable(): string {
  return table(
    ["value", "which means"],
    rows(KeyUpdateRequest, DESCRIPTIONS.KeyUpdateRequest),
  );
}

/** Every alert code. */
export function alertsTable(): string {
  return table(
    ["code", "name", "raised on"],
    Object.entries(AlertCode).map(([name, code]) => [
      codePoint(code, 1),
      `\`${name}\``,
      DESCRIPTIONS.AlertCode[name as keyof typeof AlertCode],
    ]),
  );
}

/** The numbers that never get a meaning. */
export function greaseTable(): string {
  const list = (values: readonly number[], width: number) =>
    values.map((value) => codePoint(value, width).slice(2)).join(" ");
  return table(["lists", "values, hexadecimal"], [
    ["versions, ciphers, extensions", list(GREASE_U16, 2)],
    ["settings, compressions", list(GREASE_U8, 1)],
  ]);
}

/** Value and description. */
function rows<N extends string>(
  registry: Readonly<Record<N, number>>,
  descriptions: Readonly<Record<N, string>>,
  width?: number,
): string[][] {
  return named(registry, descriptions, width).map(([value, , what]) => [
    value,
    what,
  ]);
}

/** Value, name and description; a width makes the value hexadecimal. */
function named<N extends string>(
  registry: Readonly<Record<N, number>>,
  descriptions: Readonly<Record<N, string>>,
  width?: number,
): string[][] {
  return Object.entries<number>(registry).map(([name, value]) => [
    width === undefined ? String(value) : codePoint(value, width),
    `\`${name}\``,
    descriptions[name as N],
  ]);
}
