import fc from "fast-check";
import {
  AlertCode,
  COMPRESSED_BIT,
  COMPRESSION_HEADROOM,
  DEFAULT_MAX_FRAME,
  FrameType,
  MIN_MAX_FRAME,
} from "../tester/registry.ts";
import type { Session } from "./session.ts";
import { type Conversation, REACHES, type Step } from "./step.ts";

const { Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/** What of a session says which steps make sense. */
export type Outlook = Pick<Session, "may">;

/** A step as fast-check's model-based testing takes it. */
export class StepCommand implements fc.AsyncCommand<Outlook, Session> {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }

  check(outlook: Readonly<Outlook>): boolean {
    return outlook.may(this.step);
  }

  async run(_: Outlook, session: Session): Promise<void> {
    await session.take(this.step);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

/** A conversation as it is drawn: of its steps not all may be taken. */
export interface Drawn extends Omit<Conversation, "steps"> {
  readonly commands: Iterable<fc.AsyncCommand<Outlook, Session>>;
}

/** What conversations are drawn for. */
export interface Topic {
  readonly compression: boolean;
  /** Whether the target's application is told to do things. */
  readonly commands: boolean;
  /** Whether all of it is legal. */
  readonly legal?: boolean;
}

const MOST_STEPS = 24;

/** Conversations of all kinds; most get far before anything is wrong. */
export function conversations(topic: Topic): fc.Arbitrary<Drawn> {
  const steps = stepsFor(topic).map((step) =>
    step.map((one) => new StepCommand(one))
  );
  const reach = topic.legal === true || topic.commands
    ? fc.constant("established" as const)
    : fc.oneof(
      { weight: 9, arbitrary: fc.constant("established" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...REACHES) },
    );
  return fc.record({
    seed: fc.nat(0xffff),
    reach,
    maxFrame: fc.constantFrom(MIN_MAX_FRAME, DEFAULT_MAX_FRAME),
    // It shrinks to one segment: how several arrive can't be told again.
    joined: fc.boolean().map((apart) => !apart),
    commands: fc.commands(steps, { maxCommands: MOST_STEPS, size: "max" }),
  });
}

/** The same, from one that is told. */
export function drawnFrom({ steps, ...rest }: Conversation): Drawn {
  return { ...rest, commands: steps.map((step) => new StepCommand(step)) };
}

/** One is drawn of these at a time: what is there twice, twice as often. */
function stepsFor(
  { compression, commands, legal = false }: Topic,
): fc.Arbitrary<Step>[] {
  const compress = compression ? fc.boolean() : fc.constant(false);
  const speech = fc.record({
    do: fc.constantFrom("data" as const, "ping" as const),
    size,
    compress,
  });
  const keyUpdate = fc.record({
    do: fc.constant("keyUpdate" as const),
    request: fc.constantFrom(0 as const, 1 as const),
  });
  const settle = fc.constant({ do: "settle" as const });
  return [
    ...Array<fc.Arbitrary<Step>>(8).fill(speech),
    ...Array<fc.Arbitrary<Step>>(5).fill(keyUpdate),
    ...Array<fc.Arbitrary<Step>>(2).fill(settle),
    ...(commands ? Array<fc.Arbitrary<Step>>(5).fill(command) : []),
    ...(legal ? [] : [endings, faults(compression), faults(compression)]),
  ];
}

const small = fc.nat(40);
const size = fc.oneof(
  small,
  fc.nat(3_000),
  fc.constantFrom(
    MIN_MAX_FRAME,
    MIN_MAX_FRAME - 1,
    MIN_MAX_FRAME - COMPRESSION_HEADROOM,
  ),
);

const command: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("command" as const),
  deed: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        "send" as const,
        "ping" as const,
        "keyUpdate" as const,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("close" as const, "abort" as const),
    },
  ),
  size: fc.oneof(small, fc.integer({ min: 1, max: 3_000 })),
  flag: fc.boolean(),
  races: fc.boolean(),
});

const code = fc.oneof(
  fc.constantFrom(...Object.values(AlertCode)),
  fc.nat(255),
);

const endings: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("close" as const),
    behind: fc.oneof(fc.constant(0), small),
  }),
  fc.record({
    do: fc.constant("alert" as const),
    form: fc.constantFrom("clear" as const, "protected" as const),
    code,
  }),
  fc.record({
    do: fc.constant("fin" as const),
    cut: fc.oneof(fc.constant(0), small),
  }),
);

function faults(compression: boolean): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 4, arbitrary: inner },
    { weight: 2, arbitrary: sealed },
    { weight: 1, arbitrary: header },
    { weight: 2, arbitrary: clear },
    ...(compression ? [{ weight: 3, arbitrary: deflate }] : []),
  );
}

const inner: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("inner" as const),
  type: fc.oneof(
    fc.constantFrom(Data, Ping, Pong, KeyUpdate, Alert, FrameType.Finished),
    fc.constantFrom(Data, Ping, Pong, KeyUpdate, Alert)
      .map((type) => type | COMPRESSED_BIT),
    fc.nat(255),
  ),
  size: fc.oneof(
    fc.nat(3),
    fc.constantFrom(31, 32, 33, 39),
    fc.integer({ min: MIN_MAX_FRAME - 2, max: MIN_MAX_FRAME + 40 }),
  ),
  byte: fc.oneof(fc.nat(3), fc.nat(255)),
});

const sealed: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("sealed" as const),
  how: fc.constantFrom(
    "flipped" as const,
    "again" as const,
    "skipped" as const,
    "reflected" as const,
  ),
  at: fc.nat(100),
});

const header: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("header" as const),
  length: fc.oneof(
    fc.nat(100),
    fc.constantFrom(262_161, 262_162, 262_193, 4_113, 4_114, 4_145),
    fc.nat(2 ** 24 - 1),
  ),
});

const clear: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("clear" as const),
  type: fc.oneof(
    fc.constantFrom(...Object.values(FrameType)),
    fc.nat(255),
  ),
  length: fc.oneof(fc.nat(3), fc.nat(70_000), fc.nat(2 ** 24 - 1)),
});

const deflate: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("deflate" as const),
  type: fc.constantFrom(Data, Ping, Pong),
  fault: fc.constantFrom(
    "final" as const,
    "reserved" as const,
    "nothing" as const,
    "bomb" as const,
  ),
});
