import { type Chain, CHAINS } from "../../chains/mod.ts";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { type ClientCase, clientCase } from "../../runner/case.ts";
import type { ClientContext } from "../../runner/client_context.ts";
import { pemOf } from "../../tester/certificates.ts";
import { formerIds } from "./former_ids.ts";
import { requireIdentity } from "./require_identity.ts";

/**
 * Every chain that must be accepted or refused (spec/identity.md). What a
 * client may do either way shows nothing of it, and is in the vectors alone.
 */
export const chains: readonly ClientCase[] = CHAINS.flatMap((chain) =>
  chain.only === "vectors" || chain.verdict.result === "either"
    ? []
    : [caseOf(chain)]
);

function caseOf(chain: Chain): ClientCase {
  const accepts = chain.verdict.result === "accept";
  const verb = accepts ? "accepts" : "refuses";
  return clientCase({
    id: `identity/client-${verb}-${chain.id.replace("/", "-")}`,
    aliases: formerIds(chain.id),
    title: `A chain with ${chain.what} is ${accepts ? "accepted" : "refused"}`,
    requirements: chain.requirements,
    settings: ["certified"],
    needs: chain.id.startsWith("revocation/")
      ? ["contract", "crl"]
      : ["contract"],
    config: (base) => configured(base, chain),
    run: (t) => accepts ? runAccepted(t, chain) : runRefused(t, chain),
  });
}

async function runAccepted(t: ClientContext, chain: Chain): Promise<void> {
  const peer = await t.establish({ chain: chain.scene().chain });
  await peer.ping();
  requireIdentity(await t.established(peer), "certificate", peer.options.spki);
}

async function runRefused(
  t: ClientContext,
  { verdict, requirements, scene }: Chain,
): Promise<void> {
  const peer = await t.until("ServerKey", { chain: scene().chain });
  peer.sendKey();
  const codes = verdict.result === "accept" ? [] : verdict.codes;
  await peer.expectAlert(codes, requirements[0]);
}

function configured(
  base: ClientConfiguration,
  { host, time, minimumRsaBits, scene }: Chain,
): ClientConfiguration {
  const { anchors, crls, pin } = scene();
  return {
    ...base,
    serverName: host,
    clock: time,
    minimumRsaBits,
    identity: {
      trust: pem(anchors, "CERTIFICATE"),
      ...(crls && { crls: pem(crls, "X509 CRL") }),
      ...(pin !== undefined && { pin }),
    },
  };
}

function pem(blocks: readonly Uint8Array[], label: string): string {
  return blocks.map((block) => pemOf(block, label)).join("");
}
