import { clientCase, serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { CORE_WORDS, rowName } from "../../runner/setup.ts";
import { Transcript } from "../../tester/transcript.ts";
import type { Variant } from "../../tester/variants.ts";
import { Violation } from "../../tester/violation.ts";
import { diagnosed } from "./diagnosis.ts";

/** What no handshake completes without, in the one row or the other. */
const HANDSHAKE: readonly string[] = [
  "KEX-1",
  "KEX-7",
  "FIN-1",
  "FIN-2",
  "KDF-1",
  "KDF-2",
  "KDF-3",
  "KDF-4",
  "KDF-5",
  "KDF-6",
  "KDF-7",
  "PRO-1",
  "PRO-2",
  "PRO-3",
  "PRO-4",
  "PRO-5",
  "FRM-1",
  "FRM-11",
];

/** A second try says nothing in the case's own transcript. */
function apart(variant: Variant): Variant & { transcript: Transcript } {
  return { ...variant, transcript: new Transcript() };
}

/**
 * A server that refuses the row's offer: against its configuration where the
 * tester gave it one, and otherwise against the core, which only a profile
 * can declare absent.
 */
function refusal(error: unknown, t: ServerContext): unknown {
  if (!(error instanceof Violation)) return error;
  const refused = /no_common_(setting|cipher)/.exec(error.observed);
  if (refused === null) return error;
  const { setting, cipher } = t.setup;
  const core = CORE_WORDS.includes(setting) && CORE_WORDS.includes(cipher);
  const declared = t.server.configuration !== undefined || !core;
  return new Violation(
    declared ? refused[1] === "setting" ? "NEG-5" : "NEG-6" : "CNF-7",
    `a ServerHello that selects ${rowName(t.setup)}`,
    error.observed,
    declared ? error.hint : "Where this deployment leaves it out on purpose, " +
      "declare so in a profile: --write-profile FILE keeps what was found",
  );
}

/** The basic handshake: every other case of its row depends on it. */
export const basic = [
  serverCase({
    id: "handshake/server-completes",
    title: "The server completes a handshake and answers a Ping",
    requirements: [
      "FIN-4",
      "NEG-5",
      "NEG-6",
      "NEG-23",
      "NEG-31",
      "CNF-7",
      ...HANDSHAKE,
    ],
    settings: "each",
    ciphers: "each",
    gate: true,
    async run(t) {
      try {
        await diagnosed(async (variant) => {
          const peer = await t.establish(variant && apart(variant));
          await peer.ping();
        }, t.cipher);
      } catch (error) {
        throw refusal(error, t);
      }
    },
  }),
  clientCase({
    id: "handshake/client-completes",
    title: "The client completes a handshake and answers a Ping",
    requirements: ["FIN-4", "NEG-1", "NEG-2", "CNF-7", "KEX-6", ...HANDSHAKE],
    settings: "each",
    ciphers: "each",
    gate: true,
    async run(t) {
      await diagnosed(async (variant) => {
        const peer = await t.establish(variant && apart(variant));
        await peer.ping();
      }, t.cipher);
    },
  }),
];
