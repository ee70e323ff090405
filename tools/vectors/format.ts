import { z } from "zod";
import { Hex, U8 } from "./scalars.ts";

/** The version of the format; what stands in it keeps its meaning. */
export const FORMAT = "fesa-vectors/1";

/** A kind of bug that vectors look for. */
export const Flag = z.strictObject({
  bugClass: z.string().min(1).describe("What an implementer gets wrong"),
  effect: z.string().min(1).describe("What an attacker or a peer has of it"),
});
export type Flag = z.infer<typeof Flag>;

/** Where a vector's bytes come from. */
export const Provenance = z.strictObject({
  generator: z.string().min(1).describe("The program that computed it"),
  seed: z.int().min(0).nullable().describe("Its seed, where it draws values"),
  version: z.string().min(1).describe("The program's version"),
});
export type Provenance = z.infer<typeof Provenance>;

/** An RSA key that vectors are made with: throw-away, for it is published. */
export const VectorKey = z.strictObject({
  use: z.string().min(1),
  pkcs8: Hex.describe("PrivateKeyInfo in DER"),
  spki: Hex.describe("SubjectPublicKeyInfo in DER"),
});
export type VectorKey = z.infer<typeof VectorKey>;

const codes = z.array(U8).min(1).describe(
  "Alert codes as on the wire; any of them is right",
);

/** It is accepted, and what else the vector says of it holds. */
export const Accept = z.strictObject({ result: z.literal("accept") });
/** It is answered with an Alert. */
export const Refuse = z.strictObject({ result: z.literal("alert"), codes });
/** It may be accepted, or answered with an Alert. */
export const Either = z.strictObject({ result: z.literal("either"), codes });

/** What must come of a vector. */
export const Expect = z.discriminatedUnion("result", [Accept, Refuse, Either]);
export type Expect = z.infer<typeof Expect>;

const NAME = /^[a-z0-9]+(?:[-./][a-z0-9]+)*$/;

/** What every vector has beside its own fields. */
export const head = {
  id: z.string().regex(NAME, { error: "Expected lower-case words, - . /" })
    .describe("Unlike any other of its file, and never given to another"),
  comment: z.string().min(1).describe("What it is, and the one fault it has"),
  requirements: z.array(z.string().regex(/^[A-Z]{3}-\d+$/)).min(1)
    .describe("Ids of spec/requirements.json that it tests"),
  flags: z.array(z.string()).describe("Names of the file's flags"),
  provenance: z.string().describe("A name of the file's provenances"),
  since: z.string().regex(/^\d+\.\d+\.\d+$/)
    .describe("The version of the project that published it first"),
} as const;

/** What is read of a vector without knowing its topic. */
export interface VectorHead {
  readonly id: string;
  readonly comment: string;
  readonly requirements: readonly string[];
  readonly flags: readonly string[];
  readonly provenance: string;
  readonly since: string;
  readonly expect: { readonly result: string };
}

/** The schema of a topic's file, from that of its vectors. */
export function fileSchema<V extends z.ZodType<VectorHead>>(
  topic: string,
  vector: V,
) {
  return z.strictObject({
    format: z.literal(FORMAT),
    topic: z.literal(topic),
    schema: z.literal(`../schemas/${topic}.schema.json`),
    about: z.string().min(1),
    flags: z.record(z.string(), Flag),
    provenance: z.record(z.string(), Provenance),
    keys: z.record(z.string(), VectorKey).optional()
      .describe("Throw-away RSA keys that vectors name"),
    count: z.int().min(1).describe("How many vectors the file has"),
    vectors: z.array(vector).min(1),
  });
}

/** A topic's file as read, its vectors of any topic. */
export interface VectorFile<V extends VectorHead = VectorHead> {
  readonly format: string;
  readonly topic: string;
  readonly schema: string;
  readonly about: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly provenance: Readonly<Record<string, Provenance>>;
  readonly keys?: Readonly<Record<string, VectorKey>>;
  readonly count: number;
  readonly vectors: readonly V[];
}
