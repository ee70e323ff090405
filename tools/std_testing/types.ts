/**
 * A stand-in for `@std/testing/types` where JSR can't be reached: the same
 * names and the same meaning, for what our tests use of it.
 */

/** Fails to compile unless `T` is what is given: `true` or `false`. */
export function assertType<T extends boolean>(_expected: T): void {}

/** Whether two types are the same one. */
export type IsExact<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;
