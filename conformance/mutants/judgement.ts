import { ProtocolError } from "../../src/errors.ts";
import type { AlertName } from "../../src/schema/registries.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";

/** Which faults of the peer: by the alert that would answer, and by its text. */
export interface Which {
  readonly code: AlertName;
  readonly text?: RegExp;
}

/**
 * Goes on where the reference would end: the frame at fault is passed over.
 * Only for faults found once a whole frame was taken.
 */
export function toleratesFaults(
  which: Which,
  instead: () => void = () => {},
): Pick<Seams, "connection"> {
  return {
    connection: (connection) =>
      override(connection, {
        failWith: (next) => (error) => {
          if (connection.ended || !isOf(which, error)) return next(error);
          instead();
          // What came behind the frame is still there.
          connection.receive(new Uint8Array(0));
        },
      }),
  };
}

/** Answers with another alert than the reference. */
export function answersFaults(
  which: Which,
  code: AlertName,
): Pick<Seams, "connection"> {
  return {
    connection: (connection) =>
      override(connection, {
        failWith: (next) => (error) =>
          next(isOf(which, error) ? new ProtocolError(code, "") : error),
      }),
  };
}

function isOf({ code, text }: Which, error: unknown): boolean {
  return error instanceof ProtocolError && error.code === code &&
    (text?.test(error.message) ?? true);
}
