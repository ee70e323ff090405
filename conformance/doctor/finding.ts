import { printable } from "../tester/printable.ts";

/** Something about a target that a person should know, or mend. */
export interface Finding {
  /** A `fault` stands in the way of a channel or of a run; a `note` doesn't. */
  readonly level: "fault" | "note";
  /** For a program to tell apart. */
  readonly code: string;
  /** What is so. */
  readonly what: string;
  /** Where: an address, a certificate's place, a command. */
  readonly where: string;
  /** What to do about it; empty where there is nothing. */
  readonly todo: string;
}

/** `fault  127.0.0.1:7000: it speaks TLS. Configure FESA on that port`. */
export function findingText({ level, what, where, todo }: Finding): string {
  const rest = todo === "" ? "" : `. ${todo}`;
  return printable(`${level}  ${where}: ${what}${rest}`, 1_000);
}

/** The same without the level, for a line that has a verdict of its own. */
export function findingReason({ what, where, todo }: Finding): string {
  const rest = todo === "" ? "" : `. ${todo}`;
  return printable(`${where}: ${what}${rest}`, 1_000);
}
