import { Attack, attacks } from "../../attacker/attack.ts";
import { attacked } from "../../attacker/attacked.ts";
import { clientScene, serverScene } from "../../attacker/scene.ts";
import { attackedServer } from "../../attacker/configuration.ts";
import { smallerAttacks } from "../../attacker/smaller_attacks.ts";
import { type Case, clientCase, serverCase } from "../../runner/case.ts";
import { plain, property } from "../property.ts";

const FIELDS = {
  title:
    "Whatever an attacker between two ends does, they agree or end in an error (a property)",
  requirements: ["KDF-2", "KDF-9", "FIN-2", "PRO-10", "END-6", "NEG-18"],
  settings: "each",
  ciphers: "each",
  needs: ["commands"],
  conversation: Attack,
} as const;

/** Somebody stands between the target and another honest end. */
export const attackerProperty: readonly Case[] = [
  serverCase({
    ...FIELDS,
    id: "handshake/server-any-attack",
    config: attackedServer,
    run: (t) =>
      property(
        t,
        plain({
          conversation: Attack,
          draw: attacks,
          smaller: smallerAttacks,
          play: (attack, patience) =>
            serverScene(t, attack, patience, attacked),
        }),
      ),
  }),
  clientCase({
    ...FIELDS,
    id: "handshake/client-any-attack",
    run: (t) =>
      property(
        t,
        plain({
          conversation: Attack,
          draw: attacks,
          smaller: smallerAttacks,
          play: (attack, patience) =>
            clientScene(t, attack, patience, attacked),
        }),
      ),
  }),
];
