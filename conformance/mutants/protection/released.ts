import { inBothRoles, type Mutant } from "../mutant.ts";
import { opensWith, unverified } from "../primitives.ts";

/** Plaintext that is handed on before it is known to be right. */
export const released: readonly Mutant[] = [
  ...inBothRoles({
    layer: "protection",
    name: "released-unverified",
    requirement: "PRO-14",
    title: "A frame is handed on first, and its tag checked after",
    models: "A stream of plaintext out of GCM, as some tools give it",
    plant: (site) =>
      opensWith((key, secret, cipher) => ({
        seal: key.seal,
        open: (nonce, aad, parts, tag) => {
          const opened = key.open(nonce, aad, parts, tag);
          if (opened || !site.connection.session) return opened;
          setImmediate(() => site.fail("bad_frame_protection", "Too late"));
          return [unverified(cipher, secret, nonce, parts)];
        },
      })),
  }),
];
