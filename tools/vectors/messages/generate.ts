import {
  enumerateFaults,
  type SingleFault,
  spell,
} from "../../../conformance/generators/mod.ts";
import { hex } from "../../../conformance/tester/bytes.ts";
import {
  AlertCode,
  type FrameRow,
  FRAMES,
  layoutOf,
} from "../../../src/mod.ts";
import { GENERATED, type Source } from "../topic.ts";
import type { InvalidMessage, MessageVector } from "./format.ts";
import { toJson } from "./json_value.ts";
import { shiftedLengths } from "./shifted_lengths.ts";
import { type ValidValue, validValues } from "./valid_messages.ts";

const SINCE = "0.1.0";

/**
 * Longer bodies are left out: the content of Data, Ping and Pong has no limit
 * of its own but 1 MiB, over which its header is refused anyway.
 */
const LONGEST = 70_000;

/** The vectors of the topic `messages`: valid ones, and one fault each. */
export function generateMessages({ values }: Source): MessageVector[] {
  const all = validValues(values);
  return FRAMES.flatMap((row) => {
    const layout = layoutOf(row.message);
    const [example] = all[row.name];
    const body = spell(layout, example.value);
    return [
      ...all[row.name].map((value) => validVector(row, value)),
      ...enumerateFaults(layout)
        .map((fault) => invalidVector(row, fault, body))
        .filter(({ body }) => body.length <= 2 * LONGEST)
        .filter(isFirst),
      ...row.name === "ClientHello" ? shiftedLengths(values) : [],
    ];
  });
}

/** Two faults of a short field can have the same bytes: the first is kept. */
function isFirst(
  { body }: InvalidMessage,
  index: number,
  all: readonly InvalidMessage[],
): boolean {
  return all.findIndex((vector) => vector.body === body) === index;
}

function validVector(
  row: FrameRow,
  { name, comment, value }: ValidValue,
): MessageVector {
  const layout = layoutOf(row.message);
  const requirement = row.where === "inner" ? "PRO-1" : "FRM-1";
  return {
    id: `${words(row.name)}/valid/${name}`,
    comment,
    requirements: [requirement],
    flags: [],
    provenance: GENERATED,
    since: SINCE,
    kind: "valid",
    message: row.name,
    body: hex(spell(layout, value)),
    value: toJson(layout, value),
    expect: { result: "accept" },
  };
}

function invalidVector(
  row: FrameRow,
  fault: SingleFault,
  from: Uint8Array,
): InvalidMessage {
  const { bytes, answer } = fault.mutate(from);
  const tooLong = row.where !== "inner" && bytes.length > limitOf(row);
  return {
    id: words(fault.id.replace(".", "/")),
    comment: fault.description,
    requirements: [requirementOf(row, fault, tooLong)],
    flags: [tooLong ? "OverLimit" : FLAGS[fault.fault]],
    provenance: GENERATED,
    since: SINCE,
    kind: "invalid",
    message: row.name,
    body: hex(bytes),
    expect: {
      result: "alert",
      codes: [tooLong ? AlertCode.frame_too_large : AlertCode.malformed],
      decode: answer,
    },
  };
}

/** Of a clear frame alone: an Alert of two bytes is inner here. */
function limitOf({ name, maxLength }: FrameRow): number {
  return name === "Alert" || maxLength === "maxFrame" ? Infinity : maxLength;
}

const FLAGS: Readonly<Record<SingleFault["fault"], string>> = {
  truncated: "Truncated",
  length: "WrongLength",
  value: "UnknownValue",
  duplicate: "Duplicate",
  count: "WrongCount",
  trailing: "Trailing",
};

function requirementOf(
  { name }: FrameRow,
  { fault }: SingleFault,
  tooLong: boolean,
): string {
  if (tooLong) return "FRM-5";
  if (name === "KeyUpdate" && fault === "value") return "KUP-1";
  if (name === "Data" && fault === "length") return "DAT-2";
  if (["Finished", "KeyUpdate", "Alert"].includes(name)) return "FRM-14";
  if (fault === "count" && name === "ServerCertificate") return "IDN-16";
  if (fault === "duplicate" || fault === "count") return "FRM-7";
  return "FRM-6";
}

/** `ClientHello/serverName` as `client-hello/server-name`. */
function words(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}
