import { z } from "zod";

const Offset = z.int().min(0);
const Hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);

/** One field of the schema, and the bytes it lies in. */
export const ReportedField = z.strictObject({
  path: z.string().describe("As `ClientHello.extensions[1].data`"),
  start: Offset.describe("Its first byte, counted from the entry's own"),
  end: Offset.describe("The byte behind it"),
  value: z.string(),
  requirement: z.string().optional()
    .describe("The requirement that says what it may hold"),
  fault: z.string().optional().describe("What a decoder refuses there"),
}).readonly();
/** One field of the schema, and the bytes it lies in. */
export type ReportedField = z.infer<typeof ReportedField>;

/** What a Protected frame held: an inner type and its content. */
export const ReportedPlaintext = z.strictObject({
  start: Offset.describe("Where its frame begins in the entry"),
  size: Offset.describe("Bytes of the plaintext"),
  bytes: Hex.describe("The first of them"),
  fields: z.array(ReportedField).readonly()
    .describe("Offsets are counted in the plaintext"),
}).readonly();
/** What a Protected frame held: an inner type and its content. */
export type ReportedPlaintext = z.infer<typeof ReportedPlaintext>;

/** One line of a conversation. */
export const ReportedEntry = z.strictObject({
  way: z.enum([">", "<", "."])
    .describe("> by the tester, < by the target, . a remark"),
  text: z.string(),
  size: Offset.optional().describe("Bytes on the wire"),
  bytes: Hex.optional().describe("The first of them"),
  fields: z.array(ReportedField).readonly().optional()
    .describe("What the bytes say, by the schema"),
  plaintexts: z.array(ReportedPlaintext).readonly().optional(),
}).readonly();
/** One line of a conversation. */
export type ReportedEntry = z.infer<typeof ReportedEntry>;
