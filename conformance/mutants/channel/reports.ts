import { type Fault, inBothRoles, type Line, type Mutant } from "../mutant.ts";

/** What an end reports of its channel under the contract. */
export const reports: readonly Mutant[] = [
  ...both({
    name: "truncation-as-clean",
    requirement: "END-6",
    title: "EOF without a close is reported as a clean end",
    models: "A truncation attack that works",
    report: ended(({ how }) => how === "truncated" ? { how: "clean" } : {}),
  }),
  ...both({
    name: "clear-close-as-clean",
    requirement: "END-9",
    title: "A clear Alert 0 is reported as a clean end",
    models: "An end that anybody can bring about",
    report: ended(({ code, authenticated, local }) =>
      code === 0 && !authenticated && !local
        ? { how: "clean", code: undefined }
        : {}
    ),
  }),
  ...both({
    name: "clear-alert-as-authenticated",
    requirement: "END-9",
    title: "A clear Alert is reported as authenticated",
    models: "An end that anybody can bring about",
    report: ended(({ how, local }) =>
      how === "alert" && !local ? { authenticated: true } : {}
    ),
  }),
  ...both({
    name: "own-alert-as-internal",
    requirement: "END-14",
    title: "Whatever fault it found, internal_error is reported",
    models: "An exception that has lost its cause",
    report: ended(({ how, local }) =>
      how === "alert" && local ? { code: 0x50 } : {}
    ),
  }),
  ...both({
    name: "fault-after-close-unreported",
    requirement: "END-16",
    title: "A fault after the own close is reported as a clean end",
    models: "An end that was clean as far as one was concerned",
    plant: () => ({
      connection: (connection) => {
        const { takeEvents } = connection;
        let isClosing = false;
        connection.takeEvents = () =>
          takeEvents.call(connection).map((event) => {
            isClosing ||= event.type === "closeSent";
            const isFault = isClosing && event.type === "ended" &&
              event.ended.how === "alert" && event.ended.local;
            return isFault ? { type: "ended", ended: { how: "clean" } } : event;
          });
        return connection;
      },
    }),
  }),
  ...both({
    name: "alert-code-mapped",
    requirement: "END-11",
    title: "A received Alert of an unknown code is reported as internal_error",
    models: "An enumeration with a default",
    report: ended(({ code }) => code === 0xee ? { code: 0x50 } : {}),
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
}

/** Changes what is said in `ended`. */
function ended(change: (line: Line) => Line): (line: Line) => Line {
  return (line) => line.event === "ended" ? { ...line, ...change(line) } : line;
}
