import { ProtocolError } from "../../src/errors.ts";
import { concat, equal } from "../tester/bytes.ts";
import { toleratesFaults } from "./judgement.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";

/** Passes over a Protected frame that came before. */
export function ignoresReplays(
  which: "of the first frame" | "of the last frame",
): Seams {
  let before: Uint8Array | undefined;
  return {
    ...toleratesFaults({ code: "flood", text: /a replay/ }),
    opener: (opener) =>
      override(opener, {
        open: (next) => (length, body) => {
          const bytes = concat(...body);
          if (before && equal(bytes, before)) {
            throw new ProtocolError("flood", "Ignored: a replay");
          }
          const opened = next(length, body);
          if (which === "of the last frame") before = bytes;
          else before ??= bytes;
          return opened;
        },
      }),
  };
}
