import type { Case } from "../../runner/case.ts";
import { attackerProperty } from "./attacker_property.ts";
import { basic } from "./basic.ts";
import { clientDeadline } from "./client_deadline.ts";
import { clientOffer } from "./client_offer.ts";
import { clientTime } from "./client_time.ts";
import { established } from "./established.ts";
import { givenUp } from "./given_up.ts";
import { noRetry } from "./no_retry.ts";
import { serverDeadline } from "./server_deadline.ts";
import { serverEnd } from "./server_end.ts";
import { serverFinished } from "./server_finished.ts";
import { serverNegotiation } from "./server_negotiation.ts";

/** The cases of the handshake layer. */
export const handshake: readonly Case[] = [
  ...basic,
  ...serverNegotiation,
  ...serverFinished,
  ...serverDeadline,
  ...serverEnd,
  ...clientOffer,
  ...clientDeadline,
  ...clientTime,
  ...established,
  ...noRetry,
  ...givenUp,
  ...attackerProperty,
];
