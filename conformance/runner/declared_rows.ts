import type { Profile } from "./profile.ts";
import { ciphersOf, SETTINGS, type Setup } from "./setup.ts";

/** The rows of the matrix, but for what a profile declares absent. */
export function declaredRows({ settings, ciphers }: Profile): Setup[] {
  return SETTINGS.filter((setting) => settings?.includes(setting) ?? true)
    .flatMap((setting) =>
      ciphersOf(setting)
        .filter((cipher) => ciphers?.includes(cipher) ?? true)
        .map((cipher) => ({ setting, cipher, compression: false }))
    );
}
