import { PLACES, type Recipe } from "./recipe.ts";
import type { SessionWriter } from "./session_writer.ts";
import type { Role } from "./step_format.ts";

/** Streams that end before their time; each is an error of its own. */
export const TRUNCATED: readonly Recipe[] = PLACES.flatMap((place) =>
  (["client", "server"] as const).flatMap((by) => [
    truncated(place, by, "established", "Nothing is said", () => {}),
    truncated(
      place,
      by,
      "after-data",
      "Data was echoed, and could be all there is",
      (session) => session.echoed("client", "fesa"),
    ),
    truncated(
      place,
      by,
      "within-frame",
      "A frame is cut off",
      (session) => session.echoed("client", "fesa").cut(by, "cut off", 20),
    ),
    truncated(
      place,
      by,
      "within-header",
      "A header is cut off",
      (session) => session.echoed("client", "fesa").cut(by, "cut off", 3),
    ),
    truncated(
      place,
      by,
      "after-peer-close",
      "The other has closed, and that is not answered",
      (session) =>
        session.echoed("client", "fesa")
          .closing(by === "client" ? "server" : "client"),
      by === "client" ? "server" : "client",
    ),
  ])
);

function truncated(
  [name, setting, cipher]: typeof PLACES[number],
  by: Role,
  id: string,
  comment: string,
  write: (session: SessionWriter) => void,
  drives: Role = "client",
): Recipe {
  return {
    id: `truncated/${name}/${by}/${id}`,
    comment,
    requirements: ["END-6"],
    flag: "Truncated",
    setting,
    cipher,
    drives,
    truncatedBy: by,
    write: (session) => {
      write(session.handshake());
    },
  };
}
