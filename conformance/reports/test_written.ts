import type { Reporter, ReportEvent } from "./event.ts";

/** What a reporter writes of some events. */
export function written(
  make: (write: (text: string) => void) => Reporter,
  events: Iterable<ReportEvent>,
): string {
  let text = "";
  const reporter = make((more) => text += more);
  for (const event of events) reporter.report(event);
  return text;
}
