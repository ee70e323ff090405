/**
 * What the target did against a requirement: the verdict `fail` in words.
 * `expected` names the whole allowed set, `observed` what came instead.
 */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly requirement: string;
  readonly expected: string;
  readonly observed: string;
  /** What a person should look at, where the tester can tell. */
  readonly hint?: string;
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
  ) {
    super(`Expected ${expected}, observed ${observed}`);
    this.requirement = requirement;
    this.expected = expected;
    this.observed = observed;
    this.hint = hint;
  }

  /** The same, as of a plain step. */
  ofPlainStep(): this {
    this.plain = true;
    return this;
  }
}

/** Nothing came within the step's patience: worth a second try, alone. */
export class Silence extends Violation {}

/** The target answered `busy`, which it may at any load: worth a retry. */
export class Busy extends Violation {}

/** Why a case cannot be judged: neither the target's fault nor its merit. */
export class Inconclusive extends Error {
  override readonly name = "Inconclusive";
}

/** Why a case does not apply to this target. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}
