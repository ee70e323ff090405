import fc from "fast-check";
import type { z } from "zod";
import { Counterexample } from "../runner/counterexample.ts";
import { lookingTime, SHRINKING_MS } from "../runner/property_time.ts";
import type { Transcript } from "../tester/transcript.ts";
import { toBigInt } from "../tester/bytes.ts";
import { Busy, Inconclusive, Violation } from "../tester/violation.ts";

/** What a property needs of the case it is judged in. */
export interface PropertyContext {
  readonly seed: number;
  readonly runs: number;
  readonly patience: number;
  readonly transcript: Transcript;
  /** Depends on the seed, the case and the row alone. */
  readonly random: (size: number) => Uint8Array;
  /** Where a counterexample that was found before is drawn. */
  readonly path?: string;
  /** One that was found before: it alone is played. */
  readonly conversation?: unknown;
  /** Makes the target ready for the next conversation, whatever befell it. */
  recover(failed: boolean): Promise<void>;
}

/**
 * A law over conversations with the target. A conversation is JSON, so that
 * one that was found can be kept and played again; what is drawn may be more.
 */
export interface Property<C, V = C> {
  readonly conversation: z.ZodType<C>;
  readonly draw: fc.Arbitrary<V>;
  /** Plays it; a Violation where the target breaks the law. */
  readonly play: (value: V, patience: number) => Promise<void>;
  /** What was drawn, as far as it was played. */
  readonly told: (value: V) => C;
  readonly heard: (conversation: C) => V;
  /**
   * Conversations smaller than one that failed, to be tried where drawing has
   * come to its end; each of them finitely often smaller itself.
   */
  readonly smaller?: (conversation: C) => Iterable<C>;
}

/** A property whose conversations are drawn as they are told. */
export function plain<C>(
  law: Omit<Property<C>, "told" | "heard">,
): Property<C> {
  const same = (value: C): C => value;
  return { ...law, told: same, heard: same };
}

/**
 * Judges a law over conversations drawn from the run's seed, each on a
 * connection of its own. What breaks it is shrunk over TCP to the smallest
 * that does, and counts only where it does so again.
 *
 * @throws Counterexample, the smallest; Inconclusive where nothing that failed
 * fails again.
 */
export async function property<C, V>(
  t: PropertyContext,
  law: Property<C, V>,
): Promise<void> {
  await new Search(t, law).run();
}

/** A conversation that failed, and how. */
interface Failure<C> {
  readonly conversation: C;
  readonly violation: Violation;
  /** Whether fast-check has drawn it, so that its path leads there. */
  readonly isDrawn: boolean;
}

/** So many of the smallest that failed are played again, until one fails. */
const MOST_CONFIRMED = 3;
const BUSY_RETRIES = 3;
const BUSY_PAUSE_MS = 300;

class Search<C, V> {
  readonly #t: PropertyContext;
  readonly #law: Property<C, V>;
  /** What failed, each smaller than the one before. */
  readonly #failures: Failure<C>[] = [];
  /** What is no verdict on the target, and ends the search. */
  #stopped: { readonly error: unknown } | undefined;
  #until: number;
  #runs = 0;
  /** Milliseconds that those took which passed, and how many there were. */
  #took = 0;
  #passed = 0;

  constructor(t: PropertyContext, law: Property<C, V>) {
    this.#t = t;
    this.#law = law;
    this.#until = performance.now() + lookingTime(t.runs);
  }

  async run(): Promise<void> {
    const { runs, path, conversation } = this.#t;
    if (conversation !== undefined) return await this.#replay(conversation);
    const asked = fc.asyncProperty(this.#law.draw, (value) => this.#try(value));
    const { counterexamplePath } = await fc.check(asked, {
      // Each row draws others, so that all of them together find more.
      seed: Number(toBigInt(this.#t.random(4))),
      numRuns: runs,
      ...(path === undefined ? {} : { path }),
    });
    if (this.#failures.length > 0) await this.#shrink();
    if (this.#stopped !== undefined) throw this.#stopped.error;
    if (this.#failures.length > 0) await this.#confirm(counterexamplePath);
    const cut = this.#runs < runs && path === undefined;
    this.#t.transcript.add(
      ".",
      cut
        ? `${this.#runs} of ${runs} runs, for which there was time: none failed`
        : `${this.#runs} runs, none failed`,
    );
  }

  async #replay(conversation: unknown): Promise<void> {
    const told = this.#law.conversation.parse(conversation);
    const { violation } = await this.#play(this.#law.heard(told), Infinity);
    if (violation) throw this.#counterexample(told, violation);
  }

  async #try(value: V): Promise<void> {
    // Nothing more is played: fast-check soon comes to its end.
    if (this.#stopped !== undefined || performance.now() > this.#until) return;
    const fails = await this.#fails(value, true);
    if (fails) throw new Error("It fails");
  }

  /** Whether a conversation fails; if so, it is kept. */
  async #fails(value: V, isDrawn: boolean): Promise<boolean> {
    const isShrinking = this.#failures.length > 0;
    // What hangs is not waited for in full again and again.
    const hurried = isShrinking
      ? 300 + 6 * this.#took / Math.max(1, this.#passed)
      : Infinity;
    try {
      const { violation, told, took } = await this.#play(value, hurried);
      this.#runs++;
      if (violation === undefined) {
        this.#took += took;
        this.#passed++;
        return false;
      }
      // The other half is the law's own.
      if (!isShrinking) this.#until = performance.now() + SHRINKING_MS / 2;
      this.#failures.push({ conversation: told, violation, isDrawn });
      return true;
    } catch (error) {
      this.#stopped = { error };
      return false;
    }
  }

  /** Makes the smallest that failed smaller still, as the law knows how. */
  async #shrink(): Promise<void> {
    const { smaller = () => [], heard } = this.#law;
    this.#until = performance.now() + SHRINKING_MS / 2;
    for (let isSmaller = true; isSmaller;) {
      isSmaller = false;
      for (const one of smaller(this.#failures.at(-1)!.conversation)) {
        if (this.#stopped !== undefined) return;
        if (performance.now() > this.#until) return;
        isSmaller = await this.#fails(heard(one), false);
        if (isSmaller) break;
      }
    }
  }

  /** The smallest that fails once more, waited for in full. */
  async #confirm(path: string | null): Promise<never> {
    const smallest = this.#failures.slice(-MOST_CONFIRMED).reverse();
    const lastDrawn = this.#failures.findLast(({ isDrawn }) => isDrawn);
    for (const failure of smallest) {
      const { conversation } = failure;
      const value = this.#law.heard(conversation);
      const { violation } = await this.#play(value, Infinity);
      if (violation === undefined) continue;
      throw this.#counterexample(
        conversation,
        violation,
        failure === lastDrawn ? path ?? undefined : undefined,
      );
    }
    const [{ violation: { message } }] = this.#failures;
    throw new Inconclusive(
      `A conversation failed, and none of the ${smallest.length} smallest ` +
        `that did fails again: the target, or the network, is not the same ` +
        `each time. At first: ${message} (seed ${this.#t.seed}, path ${path})`,
      "unstable",
    );
  }

  #counterexample(
    conversation: C,
    violation: Violation,
    path?: string,
  ): Counterexample {
    const { observed, hint } = violation;
    const smaller = this.#failures.length;
    const way = path === undefined ? "" : `, path ${path}`;
    const drawn = smaller === 0
      ? []
      : [`Drawn by --seed ${this.#t.seed}${way}`];
    const shrunk = smaller > 1 ? [`shrunk ${smaller - 1} times`] : [];
    const hints = [[...drawn, ...shrunk].join(", "), hint ?? ""];
    const told = violation.retold({
      observed: `${observed}, for ${shown(conversation)}`,
      hint: hints.filter((text) => text !== "").join(". ") || undefined,
    });
    return new Counterexample(told, { conversation, path });
  }

  /** Plays one; what is not the target's fault is thrown. */
  async #play(value: V, most: number): Promise<{
    readonly violation?: Violation;
    readonly told: C;
    readonly took: number;
  }> {
    const { patience, transcript } = this.#t;
    for (let busy = 0;; busy++) {
      const start = performance.now();
      const told = () => this.#law.told(value);
      transcript.restart();
      try {
        await this.#law.play(value, Math.min(patience, most));
        await this.#t.recover(false);
        return { told: told(), took: performance.now() - start };
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        await this.#t.recover(true);
        if (!(error instanceof Busy)) {
          return { violation: error, told: told(), took: 0 };
        }
        // It may say so at any load: no fault, and no conversation.
        if (busy >= BUSY_RETRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, BUSY_PAUSE_MS));
      }
    }
  }
}

/** The conversation in a line, cut where it is long. */
function shown(conversation: unknown): string {
  const text = JSON.stringify(conversation);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
