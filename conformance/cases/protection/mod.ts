import type { Case } from "../../runner/case.ts";
import { aeadLimit } from "./aead_limit.ts";
import { compression } from "./compression.ts";
import { compressionSender } from "./compression_sender.ts";
import { innerTypes } from "./inner_types.ts";
import { keyLimits } from "./key_limits.ts";
import { sizes } from "./sizes.ts";
import { tampered } from "./tampered.ts";
import { unreleased } from "./unreleased.ts";

/** The cases of the protection layer. */
export const protection: readonly Case[] = [
  ...tampered,
  ...sizes,
  ...innerTypes,
  ...compression,
  ...compressionSender,
  ...keyLimits,
  ...aeadLimit,
  ...unreleased,
];
