import { FrameType } from "../../src/schema/registries.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";

/** The frames that are sent in place of an Alert of this code. */
export type ReplaceAlert = (
  code: number,
  frame: readonly Uint8Array[],
) => readonly Uint8Array[];

/** Sends something else wherever the reference sends an Alert. */
export function replacesAlerts(
  replace: ReplaceAlert,
): Pick<Seams, "sealer" | "connection"> {
  return { ...replacesSealedAlerts(replace), ...replacesClearAlerts(replace) };
}

/** The same of protected Alerts alone. */
export function replacesSealedAlerts(
  replace: ReplaceAlert,
): Pick<Seams, "sealer"> {
  return {
    sealer: (sealer) =>
      override(sealer, {
        seal: (next) => (innerType, content) =>
          innerType === FrameType.Alert
            ? [...replace(content[0][0], next(innerType, content))]
            : next(innerType, content),
      }),
  };
}

/** The same of clear Alerts alone. */
export function replacesClearAlerts(
  replace: ReplaceAlert,
): Pick<Seams, "connection"> {
  return {
    connection: (connection) =>
      override(connection, {
        takeOutput: (next) => (budget) =>
          next(budget).flatMap((chunk) =>
            isClearAlert(chunk) ? [...replace(chunk[4], [chunk])] : [chunk]
          ),
      }),
  };
}

/** A clear frame is one chunk; a Protected one begins with its header alone. */
function isClearAlert(chunk: Uint8Array): boolean {
  return chunk.length === 5 && chunk[0] === FrameType.Alert && chunk[3] === 1;
}
