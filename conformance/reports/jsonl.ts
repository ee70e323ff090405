import type { Reporter } from "./event.ts";

/**
 * Every event as one line, as it happens; an amended case comes again.
 * `readEvents` reads them back: any other report can be made of this one.
 */
export function jsonLinesReporter(write: (text: string) => void): Reporter {
  return {
    report(event) {
      write(`${JSON.stringify(event)}\n`);
    },
  };
}
