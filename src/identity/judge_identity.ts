import { ProtocolError } from "../errors.ts";
import type { CryptoProvider } from "../keys/provider.ts";
import { RSA_MODULUS_BITS } from "../schema/limits.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { validateCertificatePath } from "./certificate_path.ts";
import type { IdentityPolicy } from "./identity_policy.ts";
import { type KnownHost, knownHostKey } from "./known_hosts.ts";
import { pinOf, readPin, requirePin } from "./pins.ts";
import { readPublicKey } from "./public_key.ts";
import { alertFor, type CertificateReason } from "./reasons.ts";
import { requireKnownKey } from "./tofu.ts";
import {
  questionKey,
  type ValidatedChain,
  ValidatedChains,
} from "./validated_chains.ts";

/** A server that showed a key, and what is to be asked of it. */
export interface IdentityRequest {
  /** `open` or `certified`. */
  readonly setting: number;
  /** The SubjectPublicKeyInfo of ServerKey, in `open`. */
  readonly spki?: Uint8Array;
  /** The certificates of ServerCertificate, in `certified`. */
  readonly chain?: readonly Uint8Array[];
  /** The reference identity: from the configuration, never from the wire. */
  readonly host: string;
  readonly port: number;
  readonly policy: IdentityPolicy;
  /** The time at which certificates are judged. */
  readonly now: Date;
  readonly provider: Pick<CryptoProvider, "sha256">;
}

/** How a server's identity was established. */
export interface IdentityVerdict {
  readonly method: "certificate" | "pin" | "tofu" | "acceptAny";
  /** The key to encrypt to. Its own rules (spec/keys.md) are still to be judged. */
  readonly spki: Uint8Array;
  /**
   * Writes down the first use of a server, or a stronger setting. To be called
   * once the connection is established: only then has it shown that the key is
   * its own. Rejects as `TofuStore.remember` does.
   */
  readonly remember: () => Promise<void>;
}

/**
 * Judges whose key this is, by a policy that `checkIdentityPolicy` has checked.
 *
 * @throws {ProtocolError} with the alert for a certificate's fault, and
 *   `key_not_trusted` where a pin, the known hosts or the policy refuse.
 */
export async function judgeIdentity(
  request: IdentityRequest,
): Promise<IdentityVerdict> {
  const { setting, host, port, policy, provider } = request;
  const certified = setting === SecuritySetting.certified;
  const spki = certified ? await certifiedKey(request) : request.spki;
  if (!spki) throw new TypeError("There is no key to judge");
  const spkiSha256 = pinOf(spki, provider);

  if (policy.pin !== undefined) requirePin(readPin(policy.pin), spkiSha256);
  const known = await policy.tofu?.lookup(host, port);
  if (known) requireKnown(known, spkiSha256, request);
  const method = certified ? "certificate" : openMethod(policy);
  return {
    method,
    spki: new Uint8Array(spki),
    remember: async () => {
      if (known && known.strongest >= setting) return;
      await policy.tofu?.remember(host, port, {
        spkiSha256,
        strongest: setting,
      });
    },
  };
}

/** Shared by all connections; it holds nothing but what was proved. */
const validated = new ValidatedChains();

/** The key of a leaf whose path to an anchor is valid. */
async function certifiedKey(request: IdentityRequest): Promise<Uint8Array> {
  const { host, policy, now, provider } = request;
  const { anchors = [], crls = [] } = policy.trust ?? {};
  const chain = (request.chain ?? []).map((der) => new Uint8Array(der));
  const key = questionKey({ chain, anchors, crls, host }, provider);
  const known = validated.find(key, now.getTime());
  if (known) return known.spki;
  const fresh = await validate(chain, request);
  validated.keep(key, fresh);
  return fresh.spki;
}

async function validate(
  chain: readonly Uint8Array[],
  { host, policy, now }: IdentityRequest,
): Promise<ValidatedChain> {
  const verdict = await validateCertificatePath(chain, {
    anchors: policy.trust?.anchors ?? [],
    crls: policy.trust?.crls,
    host,
    time: now,
    purpose: "serverAuth",
    // What the client's configuration asks for is held to every server's key.
    minimumRsaBits: RSA_MODULUS_BITS[0],
  });
  if (!verdict.ok) throw refusal(verdict.reason, verdict.index, verdict.detail);
  const { spki, validFrom, validUntil } = verdict;
  if (readPublicKey(spki).kind !== "RSA") {
    throw refusal("not_rsa", 0, "Its key is not an RSA key");
  }
  return {
    spki,
    validFrom: validFrom.getTime(),
    validUntil: validUntil.getTime(),
  };
}

function refusal(
  reason: CertificateReason,
  index: number,
  detail: string,
): ProtocolError {
  return new ProtocolError(
    alertFor(reason),
    `Cannot accept certificate ${index}: ${detail} (${reason})`,
  );
}

function requireKnown(
  known: KnownHost,
  spkiSha256: string,
  { host, port, setting }: IdentityRequest,
): void {
  const server = knownHostKey(host, port);
  requireKnownKey(known, spkiSha256, server);
  if (known.strongest > setting) {
    throw new ProtocolError(
      "key_not_trusted",
      `Cannot accept ${server} in open: it was seen in certified`,
    );
  }
}

function openMethod(policy: IdentityPolicy): IdentityVerdict["method"] {
  if (policy.pin !== undefined) return "pin";
  if (policy.tofu) return "tofu";
  if (policy.acceptAny) return "acceptAny";
  throw new ProtocolError(
    "key_not_trusted",
    "Cannot accept the server's key: no pin, tofu or acceptAny says whose it is",
  );
}
