/**
 * What a command was asked to judge is not good: a request, a certificate, a
 * list. One line on standard error and exit status 1, as for a verdict; a
 * mistake of the caller's is a `UsageError` and 2.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
