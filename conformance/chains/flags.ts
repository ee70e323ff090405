/** Classes of bugs that chains look for, and what an attacker has of each. */
export const FLAGS = {
  Validity: {
    bugClass: "A certificate's time is not judged, or by another clock",
    effect: "A key that was given up, or lost, goes on being trusted",
  },
  WrongName: {
    bugClass: "The name is not compared, or with what is no name of a server",
    effect: "Whoever has a certificate for any name stands in for any server",
  },
  Wildcard: {
    bugClass: "A wildcard counts where it is not the whole left-most label",
    effect: "A certificate for some names passes for others",
  },
  WrongUsage: {
    bugClass: "What a key may be used for is not looked at",
    effect: "A certificate given for another purpose makes a server",
  },
  NoAuthority: {
    bugClass: "Whoever holds a certificate passes for an authority",
    effect: "The holder of any certificate makes one for every server",
  },
  PathLength: {
    bugClass: "pathLenConstraint is not enforced, or counted wrongly",
    effect: "An authority that may make no others makes them",
  },
  NameConstraint: {
    bugClass: "nameConstraints are not enforced",
    effect: "An authority for some names makes certificates for all",
  },
  CriticalExtension: {
    bugClass: "An unknown critical extension is passed over",
    effect: "A restriction that the issuer insists on is not kept",
  },
  Policy: {
    bugClass: "policyConstraints are passed over",
    effect: "A path is accepted that its authority declared invalid",
  },
  WeakSignature: {
    bugClass: "A signature over a broken hash counts",
    effect: "A certificate is made by collision",
  },
  BadSignature: {
    bugClass: "A signature is not verified, or not against what was signed",
    effect: "Anybody makes a certificate for every server",
  },
  NoPath: {
    bugClass: "Trust comes from what the server sends along",
    effect: "Anybody makes a certificate for every server",
  },
  LeafKey: {
    bugClass: "The leaf's key is not held to the rules of server keys",
    effect: "The pre-master is encrypted to a key that can be broken",
  },
  LenientParser: {
    bugClass: "The parser forgives what is no certificate in DER",
    effect: "Two implementations read two things in the same bytes",
  },
  MessageShape: {
    bugClass: "The list's own bounds are not enforced",
    effect: "Work without a bound, or an end without its Alert",
  },
  Revoked: {
    bugClass: "A revoked certificate is accepted",
    effect: "A stolen key stays good for as long as its certificate",
  },
  RevocationUnknown: {
    bugClass: "What cannot be determined counts as not revoked",
    effect: "Holding back a list undoes every revocation",
  },
  Freedom: {
    bugClass: "None: the specification leaves it to the client",
    effect: "None: it may be accepted, and refused with any code of its kind",
  },
  Pin: {
    bugClass: "A pin is not compared, or replaces the path",
    effect: "One of two locks is enough to open the door",
  },
} as const;

/** The name of a class of bugs. */
export type FlagName = keyof typeof FLAGS;
