import { type Event, UNSUPPORTED_STATUS } from "../../contract/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import type { ControlledProcess } from "../../runner/controlled_process.ts";
import { NotApplicable, Violation } from "../../tester/violation.ts";

/** A word that no implementation can know. */
const WORD = "a-word-that-cannot-exist";
const START_PATIENCE_MS = 10_000;

const fields = {
  title: "A word in requires that it can't know is refused with status 89",
  requirements: ["CNF-2"],
  needs: ["contract"],
} as const;

/** An implementation that claims to support everything proves nothing. */
export const contract = [
  serverCase({
    ...fields,
    id: "transport/server-refuses-unknown-word",
    async run(t) {
      const { configuration } = t.server;
      if (configuration === undefined) {
        throw new NotApplicable("Nothing is started under the contract");
      }
      const requires = [...configuration.requires, WORD];
      await refuses(t.start({ ...configuration, requires }));
    },
  }),
  clientCase({
    ...fields,
    id: "transport/client-refuses-unknown-word",
    async run(t) {
      await refuses(
        await t.start((base) => ({ ...base, port: 9, requires: [WORD] })),
      );
    },
  }),
];

async function refuses(child: ControlledProcess): Promise<void> {
  try {
    const event = await child.wait(
      (event): event is Event => event.event !== "ready",
      START_PATIENCE_MS,
    );
    if (event?.event !== "unsupported" || event.word !== WORD) {
      throw new Violation(
        "CNF-2",
        `{"event":"unsupported","word":"${WORD}"}`,
        event === undefined ? printedNothing(child) : JSON.stringify(event),
      );
    }
    await child.wait((_): _ is never => false, START_PATIENCE_MS);
    if (child.exit?.code === UNSUPPORTED_STATUS) return;
    throw new Violation(
      "CNF-2",
      `exit status ${UNSUPPORTED_STATUS}`,
      child.exit === undefined ? "no exit" : child.exitText,
    );
  } finally {
    await child.stop(100);
  }
}

function printedNothing(child: ControlledProcess): string {
  return child.exit === undefined
    ? "no event"
    : `an exit with ${child.exitText}`;
}
