import { z } from "zod";
import { Accept, Either, head, Refuse } from "../format.ts";
import { Hex, hexOf } from "../scalars.ts";

/** A server's certificates, and what a client in `certified` makes of them. */
export const IdentityVector = z.strictObject({
  ...head,
  kind: z.enum(["path", "key", "pin", "list"]),
  chain: z.array(Hex).describe(
    "The certificates of ServerCertificate, DER, the leaf first",
  ),
  anchors: z.array(Hex).describe("The configured trust anchors, DER"),
  crls: z.array(Hex).optional().describe(
    "The configured CRLs, DER; absent, no revocation is checked",
  ),
  pin: hexOf(32).optional().describe(
    "A configured pin: SHA-256 of a SubjectPublicKeyInfo",
  ),
  host: z.string().min(1).describe("The reference identity"),
  time: z.iso.datetime().describe("The client's clock"),
  purpose: z.literal("serverAuth"),
  minimumRsaBits: z.int().min(0).describe("The client's configuration"),
  faulty: z.int().min(0).optional().describe(
    "Where one certificate is at fault, which: its place in `chain`, and that " +
      "of an anchor behind the last of them",
  ),
  spkiSha256: hexOf(32).optional().describe(
    "Of what is to be accepted: SHA-256 of the key that is encrypted to",
  ),
  expect: z.discriminatedUnion("result", [Accept, Refuse, Either]),
});
export type IdentityVector = z.infer<typeof IdentityVector>;
