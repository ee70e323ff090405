import type { ConnectionEvent } from "../../src/channel/events.ts";
import { override } from "./override.ts";
import type { Seams } from "./seams.ts";

/** Tells the driver other events than the connection's. */
export function rewritesEvents(
  rewrite: (events: ConnectionEvent[]) => ConnectionEvent[],
): Pick<Seams, "connection"> {
  return {
    connection: (connection) =>
      override(connection, { takeEvents: (next) => () => rewrite(next()) }),
  };
}
