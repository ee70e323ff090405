import { drawRandom } from "./draw_random.ts";
import { ProtocolError } from "../errors.ts";
import { PRE_MASTER_SIZE } from "../schema/limits.ts";
import type {
  CryptoProvider,
  RandomSource,
  RsaPrivateKey,
} from "./provider.ts";

/**
 * The body of a ClientKeyExchange: the pre-master secret under RSAES-OAEP
 * (spec/keys.md). The key was judged before (`readRsaPublicKey`).
 */
export async function encryptPreMaster(
  provider: CryptoProvider,
  spki: Uint8Array,
  preMaster: Uint8Array,
): Promise<Uint8Array> {
  if (preMaster.length !== PRE_MASTER_SIZE) {
    throw new RangeError(
      `Cannot send a pre-master secret of ${preMaster.length} bytes: expected ${PRE_MASTER_SIZE}`,
    );
  }
  return await provider.encryptRsa(spki, preMaster);
}

/**
 * Refuses a ClientKeyExchange that is not exactly as long as the modulus: the
 * one defect that is public, and the caller's to judge before decrypting.
 *
 * @throws {ProtocolError} `malformed`.
 */
export function requireCiphertextSize(
  privateKey: Pick<RsaPrivateKey, "modulusBytes">,
  ciphertext: Uint8Array,
): void {
  if (ciphertext.length !== privateKey.modulusBytes) {
    throw new ProtocolError(
      "malformed",
      `Cannot accept ClientKeyExchange of ${ciphertext.length} bytes: expected ${privateKey.modulusBytes}`,
    );
  }
}

/**
 * The pre-master secret of a ClientKeyExchange, with implicit rejection
 * (spec/keys.md): whatever is wrong with the ciphertext, the result is 48 random
 * bytes that were drawn before, and nothing after this tells the two apart until
 * the Finished does. Never rejects for what the peer sent.
 */
export async function decryptPreMaster(
  privateKey: RsaPrivateKey,
  ciphertext: Uint8Array,
  random: RandomSource,
): Promise<Uint8Array> {
  const fake = drawRandom(random, "implicit rejection", PRE_MASTER_SIZE);
  const opened = await privateKey.decrypt(ciphertext).catch(() => NOTHING);
  const real = new Uint8Array(PRE_MASTER_SIZE);
  real.set(opened.subarray(0, PRE_MASTER_SIZE));
  // 1 where the length is right, and 0 otherwise: 0 − 1 alone has a sign bit.
  const ok = ((opened.length ^ PRE_MASTER_SIZE) - 1) >>> 31;
  const preMaster = new Uint8Array(PRE_MASTER_SIZE);
  for (let i = 0; i < PRE_MASTER_SIZE; i++) {
    preMaster[i] = (real[i] & -ok) | (fake[i] & (ok - 1));
  }
  for (const secret of [fake, opened, real]) secret.fill(0);
  return preMaster;
}

const NOTHING = new Uint8Array(0);
