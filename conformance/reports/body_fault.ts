import {
  codec,
  DecodeError,
  extensionFault,
  layoutOf,
  meaningFault,
  type WireStruct,
} from "../../src/mod.ts";

/** What the schema refuses in a body. */
export interface BodyFault {
  /** The field: `ClientHello.serverName`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The first fault of a body by the schema alone: of its shape, else of the
 * meaning of a field. Undefined: none that needs no more than the body.
 */
export function bodyFault(
  message: WireStruct,
  body: Uint8Array,
): BodyFault | undefined {
  const { name } = layoutOf(message);
  try {
    const value: Readonly<Record<string, unknown>> = codec(message)
      .decode(body);
    return meaningFaultOf(message, name, value);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    // Offsets are the entry's here, not the body's.
    const text = error.message.replace(/ at byte \d+/, "");
    return { path: error.path, text };
  }
}

function meaningFaultOf(
  message: WireStruct,
  name: string,
  value: Readonly<Record<string, unknown>>,
): BodyFault | undefined {
  for (const { name: field, layout } of layoutOf(message).fields) {
    const path = `${name}.${field}`;
    if (field === "extensions") {
      const fault = extensionsFault(value[field] as readonly Extension[], path);
      if (fault !== undefined) return fault;
    }
    if (!("meaning" in layout) || layout.meaning === undefined) continue;
    const text = meaningFault(message, field, value[field]);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

function extensionsFault(
  extensions: readonly Extension[],
  path: string,
): BodyFault | undefined {
  for (const [i, { type, data }] of extensions.entries()) {
    const text = extensionFault(type, data);
    if (text !== undefined) return { path: `${path}[${i}].data`, text };
  }
  return undefined;
}
