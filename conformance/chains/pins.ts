import { createHash } from "node:crypto";
import { hex } from "../tester/bytes.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../tester/throwaway_keys.ts";
import { accepted, type Chain, refused } from "./chain.ts";
import { parties, STRANGER } from "./parties.ts";

const { intermediate, leaf, leafBelow } = parties;

/** Pins besides the path (IDN-12, IDN-20). */
export const pins: readonly Chain[] = [
  accepted({
    id: "pin/right",
    what: "the key that is pinned",
    requirement: ["IDN-12", "IDN-20"],
    chain: () => [leaf()],
    pin: () => pinOf("rsa2048"),
  }),
  wrong("wrong", "another key than the one pinned", () => pinOf("other2048")),
  wrong(
    "of-issuer",
    "its issuer's key pinned, and not its own",
    () => pinOf("intermediate2048"),
  ),
  wrong(
    "of-certificate",
    "its leaf's own hash pinned",
    () => sha256(leafBelow()),
  ),
  refused({
    id: "pin/no-path",
    what: "the key that is pinned, and no path",
    requirement: ["IDN-20", "IDN-1"],
    flag: "Pin",
    codes: ["unknown_ca"],
    at: 0,
    chain: () => [leaf({ issuer: STRANGER })],
    pin: () => pinOf("rsa2048"),
  }),
];

/** The pin of one of the suite's keys. */
export function pinOf(key: ThrowawayKeyName): string {
  return sha256(throwawaySpki(key));
}

function wrong(name: string, what: string, pin: () => string): Chain {
  return refused({
    id: `pin/${name}`,
    what,
    requirement: ["IDN-12", "IDN-20"],
    flag: "Pin",
    codes: ["key_not_trusted"],
    at: 0,
    chain: () => [leafBelow(), intermediate()],
    pin,
  });
}

function sha256(bytes: Uint8Array): string {
  return hex(new Uint8Array(createHash("sha256").update(bytes).digest()));
}
