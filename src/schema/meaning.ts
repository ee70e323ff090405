import type { Layout, Meaning } from "../wire/layout.ts";
import { layoutOf, type WireStruct } from "../wire/vocabulary.ts";
import { ExtensionType } from "./registries.ts";
import { MAX_DEPLOYMENT_KEY_ID } from "./limits.ts";

/**
 * What is wrong with the meaning of a decoded field, or nothing. The bound is
 * the one its layout carries (spec/messages.md): the answer to a violation is
 * `illegal_parameter`, and the order of judgement is the handshake's.
 */
export function meaningFault(
  schema: WireStruct,
  field: string,
  value: unknown,
): string | undefined {
  const meaning = meaningOf(schema, field);
  const fault = judge(meaning, value);
  return fault && `${field} ${fault}`;
}

/** What is wrong with the data of a known extension, or nothing. */
export function extensionFault(
  type: number,
  data: Uint8Array,
): string | undefined {
  if (type !== ExtensionType.deployment_key_id) return undefined;
  if (data.length >= 1 && data.length <= MAX_DEPLOYMENT_KEY_ID) {
    return undefined;
  }
  return `deployment_key_id has ${data.length} bytes, expected 1 to ${MAX_DEPLOYMENT_KEY_ID}`;
}

function meaningOf(schema: WireStruct, name: string): Meaning {
  const field = layoutOf(schema).fields.find((field) => field.name === name);
  const layout: Layout | undefined = field?.layout;
  if (layout && "meaning" in layout && layout.meaning) return layout.meaning;
  throw new RangeError(`Field ${name} has no bound of meaning`);
}

function judge(meaning: Meaning, value: unknown): string | undefined {
  switch (meaning.rule) {
    case "range": {
      const number = value as number;
      const { min, max } = meaning;
      if (number >= min && number <= max) return undefined;
      return `is ${number}, expected ${min} to ${max}`;
    }
    case "contains":
      return (value as readonly number[]).includes(meaning.value)
        ? undefined
        : `lacks ${meaning.value}`;
    case "server-name":
      return serverNameFault(value as Uint8Array);
  }
}

const DOT = 0x2e;

/** A name is visible ASCII in lower case, without a dot at its end. */
function serverNameFault(name: Uint8Array): string | undefined {
  for (const byte of name) {
    if (byte <= 0x20 || byte >= 0x7f || (byte >= 0x41 && byte <= 0x5a)) {
      return `has the byte 0x${byte.toString(16).padStart(2, "0")}`;
    }
  }
  return name.at(-1) === DOT ? "ends in a dot" : undefined;
}
