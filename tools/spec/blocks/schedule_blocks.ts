import { fromHex } from "../../../conformance/tester/bytes.ts";
import type { Secrets } from "../../vectors/make/secrets.ts";
import { table } from "../table.ts";
import { spaced } from "./annotate.ts";
import { scheduleVector } from "./pinned_vectors.ts";

/** A known answer of the key schedule: its frames, then every value. */
export function scheduleBlock(id: string): string {
  const { frames, ikm, secrets } = scheduleVector(id);
  const names = ["ClientHello", "ServerHello", "K", "ClientKeyExchange"];
  return [
    "```",
    ...frames.map((frame, i) => frameLines(names[i], frame)),
    "```",
    "",
    secretsTable(secrets, [["IKM", ikm]]),
    "",
    `Vector \`keys#${id}\`.`,
  ].join("\n");
}

/** Every intermediate secret, each made from those above it. */
export function secretsTable(
  secrets: Secrets,
  before: readonly (readonly [string, string])[],
): string {
  const second = secrets.first === "client" ? "server" : "client";
  const { first } = secrets;
  return table(
    ["value", "bytes"],
    [
      ...before,
      ["TH1", secrets.th1],
      ["master", secrets.master],
      ...generation(secrets, "client", 0),
      ...generation(secrets, "server", 0),
      ...finishedKeys(secrets),
      [`verify, ${first}'s, first`, secrets[first].verify],
      ["TH2", secrets.th2],
      [`verify, ${second}'s, second`, secrets[second].verify],
      ["TH3", secrets.th3],
      ["binding", secrets.binding],
      ...later(secrets),
    ].map(([name, bytes]) => [name, `\`${bytes}\``]),
  );
}

const BYTES_A_LINE = 16;

function frameLines(name: string, frame: string): string {
  const bytes = fromHex(frame);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
    const label = at === 0 ? name : "";
    const line = spaced(bytes.subarray(at, at + BYTES_A_LINE));
    lines.push(`${label.padEnd(19)}${line}`);
  }
  return lines.join("\n");
}

type Row = [string, string];

function generation(
  secrets: Secrets,
  end: "client" | "server",
  index: number,
): Row[] {
  const { secret, key, iv, mac } = secrets[end].generations[index];
  const rows: Row[] = [[`${end}_${index}`, secret]];
  if (key !== undefined) rows.push([`key_${end},${index}`, key]);
  if (iv !== undefined) rows.push([`iv_${end},${index}`, iv]);
  if (mac !== undefined) rows.push([`mac_${end},${index}`, mac]);
  return rows;
}

function finishedKeys(secrets: Secrets): Row[] {
  return (["client", "server"] as const).flatMap((end): Row[] => {
    const { finishedKey } = secrets[end];
    return finishedKey === undefined ? [] : [[`finished_${end}`, finishedKey]];
  });
}

function later(secrets: Secrets): Row[] {
  return (["client", "server"] as const).flatMap((end) =>
    secrets[end].generations.slice(1).flatMap((_, i) =>
      generation(secrets, end, i + 1)
    )
  );
}
