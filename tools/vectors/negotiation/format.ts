import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Hex, hexOf, U16, U24, U8 } from "../scalars.ts";

/** What a server is configured with. */
export const ServerSide = z.strictObject({
  settings: z.array(U8).min(1),
  algorithm: U16.describe("The cipher of open and certified"),
  proprietaryCipher: U16,
  deflateSettings: z.array(U8).describe("The settings that enable deflate"),
  maxFrame: U24,
  serverNames: z.array(z.string()).describe("None: it answers to any"),
  deploymentKeys: z.array(z.strictObject({
    id: Hex.optional(),
    key: hexOf(32),
  })).describe("The first is that of clients which name none"),
});

/** What a client is configured with, and so offered. */
export const ClientSide = z.strictObject({
  settings: z.array(U8).min(1),
  ciphers: z.array(U16).min(1),
  compressions: z.array(U8).min(1),
  maxFrame: U24,
  serverName: z.string(),
});

const expect = z.discriminatedUnion("result", [Accept, Refuse]);

/** An offer, and what a server makes of it. */
export const OfferVector = z.strictObject({
  ...head,
  kind: z.literal("offer"),
  server: ServerSide,
  clientHello: Hex.describe("The body of ClientHello"),
  answer: z.strictObject({
    version: U16,
    setting: U8,
    cipher: U16,
    compression: U8,
    maxFrame: U24,
    deploymentKey: hexOf(32).optional().describe("The one to be used"),
  }).optional().describe("What ServerHello holds, if the offer is accepted"),
  expect,
});

/** An answer, and whether a client takes it. */
export const AnswerVector = z.strictObject({
  ...head,
  kind: z.literal("answer"),
  client: ClientSide,
  serverHello: Hex.describe("The body of ServerHello"),
  expect,
});

/** A vector of the topic `negotiation`. */
export const NegotiationVector = z.discriminatedUnion("kind", [
  OfferVector,
  AnswerVector,
]);
export type ServerSide = z.infer<typeof ServerSide>;
export type ClientSide = z.infer<typeof ClientSide>;
export type OfferVector = z.infer<typeof OfferVector>;
export type AnswerVector = z.infer<typeof AnswerVector>;
export type NegotiationVector = z.infer<typeof NegotiationVector>;
