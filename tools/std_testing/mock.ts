/**
 * A stand-in for `@std/testing/mock` where JSR can't be reached: the same
 * names and the same meaning, for what our tests use of it.
 */
import assert from "node:assert/strict";

/** One call that a spy saw. */
export interface SpyCall<Args extends unknown[], Return> {
  readonly args: Args;
  readonly returned?: Return;
  readonly error?: Error;
}

/** A function that keeps a record of its calls. */
export interface Spy<Args extends unknown[], Return> {
  (...args: Args): Return;
  readonly calls: SpyCall<Args, Return>[];
}

/** Wraps a function, one that does nothing without any, into a spy. */
export function spy<Args extends unknown[], Return = undefined>(
  original?: (...args: Args) => Return,
): Spy<Args, Return> {
  const calls: SpyCall<Args, Return>[] = [];
  const wrapped = (...args: Args): Return => {
    try {
      const returned = original?.(...args) as Return;
      calls.push({ args, returned });
      return returned;
    } catch (error) {
      calls.push({ args, error: error as Error });
      throw error;
    }
  };
  return Object.assign(wrapped, { calls });
}

/** Asserts how often a spy was called. */
export function assertSpyCalls<Args extends unknown[], Return>(
  spy: Spy<Args, Return>,
  expected: number,
): void {
  assert.equal(spy.calls.length, expected, "number of calls");
}

/** Asserts the arguments, and what was returned, of a spy's nth call. */
export function assertSpyCall<Args extends unknown[], Return>(
  spy: Spy<Args, Return>,
  index: number,
  expected: { readonly args?: Args; readonly returned?: Return } = {},
): void {
  const call = spy.calls[index];
  assert.ok(call !== undefined, `no call ${index}`);
  if ("args" in expected) assert.deepEqual(call.args, expected.args);
  if ("returned" in expected) {
    assert.deepEqual(call.returned, expected.returned);
  }
}
