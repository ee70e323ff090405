import { validityFault } from "../../../src/identity/certificate_rules.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses } from "./refuses.ts";

/** Clients that read the times of certificates otherwise. */
export const validity: readonly Mutant[] = [
  client({
    name: "utc-time-alone",
    requirement: "IDN-5",
    title: "A time that is a GeneralizedTime is refused",
    models: "A branch for the year 2050, which is far away",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ leaf: { notBefore, notAfter } }) =>
          notBefore < Date.UTC(1950) || notAfter >= Date.UTC(2050),
      ),
  }),
  client({
    name: "time-in-nanoseconds",
    requirement: "IDN-5",
    title: "An end after the year 2262 lies in the past",
    models: "Nanoseconds in 64 bits, or a date in ticks that overflows",
    plant: () =>
      refuses(
        "certificate_expired",
        ({ leaf: { notAfter } }) => notAfter > Number(2n ** 63n / 1_000_000n),
      ),
  }),
  client({
    name: "years-since-1969",
    requirement: "IDN-5",
    title: "A year of two digits below 69 is one of this century",
    models: "strptime's %y: RFC 5280 begins with 1950",
    plant: () =>
      refuses(
        "certificate_expired",
        ({ leaf: { notBefore } }) => notBefore < Date.UTC(1969),
      ),
  }),
  client({
    name: "unneeded-validity-judged",
    requirement: "IDN-5",
    title: "An expired certificate beside the path is refused",
    models: "Rules for all that was sent, before there is a path",
    plant: () =>
      refuses(
        "certificate_expired",
        ({ others, now }) =>
          others.some((other) => validityFault(other, now) !== undefined),
      ),
  }),
];
