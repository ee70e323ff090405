/**
 * What the target did against a requirement: the verdict `fail` in words.
 * `expected` names the whole allowed set, `observed` what came instead.
 */
export class Violation extends Error {
  override readonly name: string = "Violation";
  readonly requirement: string;
  readonly expected: string;
  readonly observed: string;
  /** What a person should look at, where the tester can tell. */
  readonly hint?: string;
  /**
   * The class of what was observed (spec/conformance.md), as `alert protected
   * malformed`: the same whenever the same goes wrong in the same way.
   */
  readonly observation: string;
  /**
   * Whether a plain step of the conversation went wrong, rather than the
   * thing that the case is about: then the case says what it goes against.
   */
  plain = false;

  constructor(
    requirement: string,
    expected: string,
    observed: string,
    hint?: string,
    observation = `value ${requirement}`,
  ) {
    super(`Expected ${expected}, observed ${observed}`);
    this.requirement = requirement;
    this.expected = expected;
    this.observed = observed;
    this.hint = hint;
    this.observation = observation;
  }

  /** The same, as of a plain step. */
  ofPlainStep(): this {
    this.plain = true;
    return this;
  }

  /** The same observation, told otherwise. */
  retold(
    { requirement, observed, hint }: {
      readonly requirement?: string;
      readonly observed?: string;
      readonly hint?: string;
    },
  ): Violation {
    return new Violation(
      requirement ?? this.requirement,
      this.expected,
      observed ?? this.observed,
      hint ?? this.hint,
      this.observation,
    );
  }
}

/** Nothing came within the step's patience: worth a second try, alone. */
export class Silence extends Violation {
  constructor(
    requirement: string,
    expected: string,
    observed: string,
    hint?: string,
  ) {
    super(requirement, expected, observed, hint, "silence");
  }
}

/** The target answered `busy`, which it may at any load: worth a retry. */
export class Busy extends Violation {}

/** Why a case could not be judged, for a program to tell apart. */
export const INCONCLUSIVE_CODES = [
  /** The target's process could not be started, or ended before its time. */
  "not-started",
  /** A server's process that runs, and says nothing of listening; or the tester can't. */
  "not-listening",
  /** A client that runs, and does not dial. */
  "not-dialled",
  /** Nobody accepts connections at the address. */
  "unreachable",
  /** What is there has not sent one header of the protocol. */
  "not-fesa",
  /** Needs what only the control contract gives. */
  "no-contract",
  /** The basic handshake, on which the case depends, fails. */
  "dependency",
  /** Silence, and when tried again alone another answer. */
  "unstable",
  /** The target answered the cases before, and answers nothing any more. */
  "stopped-answering",
  /** The run's deadline passed. */
  "deadline",
  /** Somebody interrupted the run. */
  "interrupted",
  /** The run was to end at its first failure. */
  "fail-fast",
  /** The suite itself failed. */
  "suite-fault",
] as const;
/** Why a case could not be judged, for a program to tell apart. */
export type InconclusiveCode = typeof INCONCLUSIVE_CODES[number];

/** Why a case cannot be judged: neither the target's fault nor its merit. */
export class Inconclusive extends Error {
  override readonly name = "Inconclusive";
  readonly code: InconclusiveCode;
  /** What the target's process printed last. */
  readonly printed: readonly string[];

  constructor(
    message: string,
    code: InconclusiveCode,
    printed: readonly string[] = [],
  ) {
    super(message);
    this.code = code;
    this.printed = printed;
  }
}

/** Why a case does not apply to this target. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}
