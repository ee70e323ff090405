import { createHash } from "node:crypto";
import type { Told } from "../model/line.ts";
import { seededRandom } from "../runner/randomness.ts";
import { concat, hex } from "../tester/bytes.ts";
import { Violation } from "../tester/violation.ts";
import type { Attack, Talk } from "./attack.ts";
import { handshakeFrames, type Middle, other, type Side } from "./middle.ts";
import { agreementText, type Party, sameAgreement } from "./party.ts";

/** Two honest ends, and who stands between them. */
export interface Scene {
  readonly parties: Readonly<Record<Side, Party>>;
  readonly middle: Middle;
  /** Milliseconds that an end may take to do what it has to. */
  readonly patience: number;
}

const SIDES = ["client", "server"] as const;
/** Once something was tampered with, so long (ms) a silence says it is over. */
const QUIET_MS = 60;
const POLL_MS = 2;

/**
 * Lets two ends talk while they are attacked, and judges what came of it: each
 * must end in an error, or agree with the other in every parameter and byte.
 */
export async function attacked(scene: Scene, attack: Attack): Promise<void> {
  const { parties, middle } = scene;
  const both = (is: (party: Party) => boolean) =>
    SIDES.every((side) => is(parties[side]));
  await settled(scene, () => both(({ agreement }) => agreement !== undefined));
  const said = { client: [] as Uint8Array[], server: [] as Uint8Array[] };
  if (both(({ agreement }) => agreement !== undefined)) {
    talk(scene, attack, said);
    const pings = attack.talk.filter(({ say }) => say === "ping");
    await settled(
      scene,
      () =>
        SIDES.every((side) =>
          parties[side].delivered.count === sizeOf(said[other(side)]) &&
          parties[side].pongs === pings.filter(({ by }) => by === side).length
        ),
    );
    parties[attack.closer].tell({ do: "close" });
    await settled(scene, () => both(({ ended }) => ended !== undefined));
  }
  if (!both(({ ended }) => ended !== undefined)) middle.cut();
  await until(() => both(({ ended }) => ended !== undefined), scene.patience);
  for (const side of SIDES) judge(side, scene, said, attack);
  judgeAgreement(scene);
}

/** Waits for something, an end of both, or until nothing more can come. */
async function settled(
  { parties, middle, patience }: Scene,
  is: () => boolean,
): Promise<void> {
  const isOver = () =>
    SIDES.every((side) => parties[side].ended !== undefined) ||
    performance.now() - middle.moved >
      (middle.isIdle ? patience : QUIET_MS);
  await until(() => is() || isOver(), Infinity);
}

async function until(is: () => boolean, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while (!is() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function talk(
  { parties, middle }: Scene,
  { talk, seed }: Attack,
  said: Readonly<Record<Side, Uint8Array[]>>,
): void {
  const random = seededRandom(seed, "talk");
  middle.moved = performance.now();
  for (const one of talk) {
    const bytes = random(one.size);
    if (one.say === "data") said[one.by].push(bytes);
    parties[one.by].tell(told(one, bytes));
  }
}

function told({ say }: Talk, bytes: Uint8Array): Told {
  switch (say) {
    case "data":
      return { do: "send", bytes: hex(bytes), compress: false };
    case "ping":
      return { do: "ping", bytes: hex(bytes), compress: false };
    case "keyUpdate":
      return { do: "keyUpdate", request: false };
    case "keyUpdate, requested":
      return { do: "keyUpdate", request: true };
  }
}

/** What one end must not have been made to believe. */
function judge(
  side: Side,
  { parties, middle }: Scene,
  said: Readonly<Record<Side, Uint8Array[]>>,
  { closer }: Attack,
): void {
  const { agreement, ended, delivered } = parties[side];
  const name = nameOf(side, parties[side]);
  const refuse = (requirement: string, expected: string, observed: string) => {
    throw new Violation(requirement, expected, `${name}: ${observed}`);
  };
  if (ended === undefined) {
    refuse("END-6", "an end, reported", "none, although its input is over");
  }
  for (const from of SIDES) {
    if (agreement === undefined || sawAll(from, middle)) continue;
    refuse(
      "KDF-2",
      "no end Established whose handshake was tampered with",
      `it is Established (${agreementText(agreement)}), and the ${from}'s ` +
        "frames of the handshake are not those that were sent",
    );
  }
  const whole = concat(...said[other(side)]);
  const prefix = whole.subarray(0, delivered.count);
  if (
    delivered.count > whole.length || sha256(prefix) !== delivered.sha256
  ) {
    refuse(
      "PRO-14",
      `Data that its peer sent, up to ${whole.length} bytes`,
      `${delivered.count} bytes, not those that were sent`,
    );
  }
  if (ended?.how !== "clean") {
    if (middle.isIdle) {
      refuse("END-2", "a clean end: nothing was done to it", `${ended?.how}`);
    }
    return;
  }
  const { sent, delivered: got } = middle.bytes(other(side));
  const isWhole = got.length >= sent.length &&
    sent.every((byte, i) => byte === got[i]);
  if (!isWhole) {
    refuse(
      "END-6",
      "an error: what its peer sent did not all come as it was",
      "a clean end",
    );
  }
  const isComplete = closer === side || delivered.count === whole.length;
  if (!isComplete) {
    refuse(
      "END-1",
      `a clean end behind all ${whole.length} bytes alone`,
      `a clean end behind ${delivered.count}`,
    );
  }
}

/** Whether an end's frames of the handshake reached the other as they were. */
function sawAll(from: Side, middle: Middle): boolean {
  const { sent, delivered } = middle.streams[from];
  const due = concat(...handshakeFrames(sent));
  const got = concat(...handshakeFrames(delivered));
  return due.every((byte, i) => byte === got[i]);
}

function judgeAgreement({ parties }: Scene): void {
  const { client: { agreement: client }, server: { agreement: server } } =
    parties;
  if (client === undefined || server === undefined) return;
  if (sameAgreement(client, server)) return;
  throw new Violation(
    "KDF-9",
    `the same at both ends: ${agreementText(client)}`,
    `at the server ${agreementText(server)}`,
  );
}

function nameOf(side: Side, { name }: Party): string {
  return `the ${side} (${name})`;
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
