import { accepted, type Chain, orNoPath, refused } from "./chain.ts";
import { FUTURE, parties, PAST } from "./parties.ts";

const { intermediate, leaf, leafBelow, root } = parties;

const BOUNDS = {
  notBefore: "2026-02-01T00:00:00Z",
  notAfter: "2026-02-28T23:59:59Z",
};

/** Times of certificates: both ends belong to a validity. */
export const validity: readonly Chain[] = [
  refused({
    id: "validity/expired",
    what: "a leaf whose time is over",
    requirement: "IDN-5",
    flag: "Validity",
    codes: ["certificate_expired"],
    at: 0,
    chain: () => [leaf({ notAfter: PAST })],
  }),
  refused({
    id: "validity/not-yet-valid",
    what: "a leaf whose time has not come",
    requirement: "IDN-5",
    flag: "Validity",
    codes: ["certificate_expired"],
    at: 0,
    chain: () => [leaf({ notBefore: FUTURE })],
  }),
  refused({
    id: "validity/one-second-late",
    what: "a leaf whose time was over a second ago",
    requirement: "IDN-5",
    flag: "Validity",
    codes: ["certificate_expired"],
    at: 0,
    time: "2026-03-01T00:00:00Z",
    chain: () => [leaf(BOUNDS)],
  }),
  refused({
    id: "validity/one-second-early",
    what: "a leaf whose time comes in a second",
    requirement: "IDN-5",
    flag: "Validity",
    codes: ["certificate_expired"],
    at: 0,
    time: "2026-01-31T23:59:59Z",
    only: "vectors",
    chain: () => [leaf(BOUNDS)],
  }),
  accepted({
    id: "validity/first-second",
    what: "a leaf in its first second",
    requirement: "IDN-5",
    time: BOUNDS.notBefore,
    chain: () => [leaf(BOUNDS)],
  }),
  accepted({
    id: "validity/last-second",
    what: "a leaf in its last second",
    requirement: "IDN-5",
    time: BOUNDS.notAfter,
    only: "vectors",
    chain: () => [leaf(BOUNDS)],
  }),
  accepted({
    id: "validity/generalized-time",
    what: "a leaf whose end is so late that it is a GeneralizedTime",
    requirement: "IDN-5",
    chain: () => [leaf({ notAfter: "2061-05-01T00:00:00Z" })],
  }),
  accepted({
    id: "validity/no-end",
    what: "a leaf that ends in the year 9999, as one without an end does",
    requirement: "IDN-5",
    chain: () => [leaf({ notAfter: "9999-12-31T23:59:59Z" })],
  }),
  accepted({
    id: "validity/year-of-two-digits",
    what: "a leaf valid from 1950 on, the first year of two digits",
    requirement: "IDN-5",
    chain: () => [leaf({ notBefore: "1950-01-01T00:00:00Z" })],
  }),
  refused({
    id: "validity/issuer-expired",
    what: "an issuer whose time is over",
    requirement: "IDN-5",
    flag: "Validity",
    codes: orNoPath("certificate_expired"),
    at: 1,
    chain: () => [leafBelow(), intermediate({ notAfter: PAST })],
  }),
  refused({
    id: "validity/issuer-not-yet-valid",
    what: "an issuer whose time has not come",
    requirement: "IDN-5",
    flag: "Validity",
    codes: orNoPath("certificate_expired"),
    at: 1,
    chain: () => [leafBelow(), intermediate({ notBefore: FUTURE })],
  }),
  refused({
    id: "validity/anchor-expired",
    what: "an anchor whose time is over",
    requirement: "IDN-5",
    flag: "Validity",
    codes: orNoPath("certificate_expired"),
    at: 1,
    chain: () => [leaf()],
    anchors: () => [root({ notAfter: PAST })],
  }),
  refused({
    id: "validity/anchor-not-yet-valid",
    what: "an anchor whose time has not come",
    requirement: "IDN-5",
    flag: "Validity",
    codes: orNoPath("certificate_expired"),
    at: 2,
    chain: () => [leafBelow(), intermediate()],
    anchors: () => [root({ notBefore: FUTURE })],
  }),
];
