/**
 * A mistake of the person at the command line: an option, a file, a
 * configuration. `main()` prints its message as one line and exits with 2, so
 * the message says what is wrong, where, and what to do.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
