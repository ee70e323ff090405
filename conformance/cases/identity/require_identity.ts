import { createHash } from "node:crypto";
import type { Event } from "../../contract/mod.ts";
import { hex } from "../../tester/bytes.ts";
import { Violation } from "../../tester/violation.ts";

/**
 * Demands that `established` tells how the server was identified, and its key:
 * the SubjectPublicKeyInfo, or the SHA-256 of it (IDN-14).
 */
export function requireIdentity(
  { identity }: Extract<Event, { event: "established" }>,
  method: string,
  spki: Uint8Array,
): void {
  const told = identity?.spki?.toLowerCase();
  const sha256 = createHash("sha256").update(spki).digest("hex");
  const right = identity?.method === method &&
    (told === hex(spki) || told === sha256);
  if (right) return;
  throw new Violation(
    "IDN-14",
    `identity by ${method}, with the server's key (SHA-256 ${sha256})`,
    JSON.stringify(identity ?? null),
  );
}
