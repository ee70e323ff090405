import { readFileSync } from "node:fs";
import { EVENTS_SCHEMA, ReportEvent } from "./event.ts";

/**
 * The events of a JSON Lines report, whole and in order: a `start`, cases,
 * an `end`.
 *
 * @throws RangeError in one line with file and line, for whatever isn't that:
 * a line that is no event, an unknown field, a stream that was cut off.
 */
export function readEvents(path: string): ReportEvent[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot read events ${path}: ${why}`);
  }
  return parseEvents(text, path);
}

/** The events in the text of a JSON Lines report that is called `name`. */
export function parseEvents(text: string, name: string): ReportEvent[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const refuse = (index: number, why: string): never => {
    throw new RangeError(`Cannot read events ${name}:${index + 1}: ${why}`);
  };
  const events = lines.map((line, index) => {
    const event = parseEvent(line, (why) => refuse(index, why));
    const misplaced = (event.type === "start") !== (index === 0) ||
      (event.type === "end") !== (index === lines.length - 1);
    if (misplaced) refuse(index, placeFault(event, index));
    return event;
  });
  if (events.length === 0) refuse(0, `expected a start of ${EVENTS_SCHEMA}`);
  return events;
}

function parseEvent(
  line: string,
  refuse: (why: string) => never,
): ReportEvent {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return refuse("it is no JSON; a report that was cut off can't be used");
  }
  const parsed = ReportEvent.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  return refuse(`/${path.map(pointerPart).join("/")}: ${message}`);
}

function placeFault(event: ReportEvent, index: number): string {
  if (index === 0) return `expected a start of ${EVENTS_SCHEMA}`;
  if (event.type === "case") return "the run was cut off: no end follows";
  return `a second ${event.type}: one run a file, see fesa conform merge`;
}

function pointerPart(part: PropertyKey): string {
  return String(part).replaceAll("~", "~0").replaceAll("/", "~1");
}
