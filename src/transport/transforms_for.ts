import {
  isPrivateCipher,
  type PrivateTransform,
  type PrivateTransforms,
  registerTransforms,
} from "../protection/private_transform.ts";

/**
 * The transforms of a configuration, one for each private cipher it would offer
 * or select (spec/protection.md, PRO-18).
 *
 * @throws RangeError for a transform that is none, or one that is missing.
 */
export function transformsFor(
  ciphers: readonly number[],
  transforms: readonly PrivateTransform[] = [],
): PrivateTransforms {
  const registered = registerTransforms(transforms);
  for (const cipher of ciphers) {
    if (isPrivateCipher(cipher) && !registered.has(cipher)) {
      throw new RangeError(
        `Cannot use cipher 0x${
          cipher.toString(16)
        }: add its transform to transforms`,
      );
    }
  }
  return registered;
}
