import { FLAGS } from "../../../conformance/chains/mod.ts";
import { SecuritySetting } from "../../../src/mod.ts";
import { type Topic, topic } from "../topic.ts";
import { IdentityVector } from "./format.ts";
import { identityVectors } from "./generate.ts";
import { verifyIdentity } from "./verify.ts";

/** Certificates and what a client makes of them: spec/identity.md. */
export const identity: Topic = topic({
  name: "identity",
  layer: "identity",
  summary: "certificate chains with one fault each, and right ones that " +
    "look wrong",
  minimum: 280,
  about: "What a client in `certified` makes of a ServerCertificate. `path`: " +
    "the path from the leaf to an anchor, its name, and its revocation; a " +
    "function that validates a path can be held to these alone. `key`: the " +
    "path is right, and the rules of the leaf's RSA key decide. `pin`: a pin " +
    "is configured besides. `list`: what decides is the message, before any " +
    "certificate is read.",
  flags: FLAGS,
  vector: IdentityVector,
  generate: identityVectors,
  verify: verifyIdentity,
  settingsOf: () => [SecuritySetting.certified],
});
