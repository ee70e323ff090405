import { fromHex } from "../../../conformance/tester/bytes.ts";
import {
  parseClientHello,
  parseServerHello,
} from "../../../conformance/tester/parse.ts";
import { type Topic, topic } from "../topic.ts";
import { answerVectors } from "./answer_vectors.ts";
import { NegotiationVector, type OfferVector } from "./format.ts";
import { offerVectors } from "./offer_vectors.ts";
import { verifyNegotiation } from "./verify.ts";

/** How two hellos settle a connection: spec/messages.md, negotiation. */
export const negotiation: Topic = topic({
  name: "negotiation",
  layer: "handshake",
  summary: "offers and answers, with what either end is configured to",
  minimum: 240,
  about: "Hellos and configurations. `offer`: a ClientHello, and the answer " +
    "or the Alert of a server. `answer`: a ServerHello, and whether a client " +
    "of this configuration, which it offered as it is, takes it.",
  flags: {
    NothingCommon: {
      bugClass: "Something is selected where nothing is common",
      effect: "A value that an end does not know, or a crash",
    },
    Fallback: {
      bugClass: "Another cipher or setting takes the place of the right one",
      effect: "An attacker who removes one value decides what is used",
    },
    Meaning: {
      bugClass: "A value of the right shape is not judged",
      effect: "A limit without effect, or a name that is compared otherwise",
    },
    Name: {
      bugClass: "Names are not compared byte for byte",
      effect: "A server answers for another's name",
    },
    Order: {
      bugClass: "Faults are judged in another order",
      effect: "Ends disagree why a connection failed",
    },
    NotOffered: {
      bugClass: "A client takes what it did not offer",
      effect: "An attacker selects what the configuration excludes",
    },
    WrongPair: {
      bugClass: "A cipher is taken with a setting it does not belong to",
      effect: "A private cipher protects what an open standard was to",
    },
  },
  vector: NegotiationVector,
  generate: ({ values }) => [...offerVectors(values), ...answerVectors(values)],
  verify: verifyNegotiation,
  settingsOf: (vector) =>
    vector.kind === "answer"
      ? [parseServerHello(fromHex(vector.serverHello)).setting]
      : vector.answer
      ? [vector.answer.setting]
      : offered(vector),
});

/** The settings of an offer that is refused; one that has no shape is of all. */
function offered({ clientHello, server }: OfferVector): readonly number[] {
  try {
    return parseClientHello(fromHex(clientHello)).settings;
  } catch {
    return server.settings;
  }
}
