import {
  type Configuration,
  REQUIRED_WORDS,
  type RequiredWord,
} from "../contract/mod.ts";
import type { Profile } from "./profile.ts";
import { SecuritySetting } from "../tester/registry.ts";
import { NotApplicable, Violation } from "../tester/violation.ts";
import {
  type CipherName,
  CIPHERS,
  CORE_WORDS,
  type SettingName,
  SETTINGS,
  type Setup,
} from "./setup.ts";

/**
 * The words a configuration cannot do without: what its row stands for, what
 * its lists hold, and what the case needs.
 */
export function requiredWords(
  configuration: Configuration,
  setup: Setup,
  needed: readonly RequiredWord[],
): RequiredWord[] {
  const { settings, ciphers } = configuration;
  const words = new Set<RequiredWord>([setup.setting, setup.cipher, ...needed]);
  for (const [name, number] of Object.entries(SecuritySetting)) {
    if (settings.includes(number)) words.add(name as SettingName);
  }
  for (const [name, number] of Object.entries(CIPHERS)) {
    if (ciphers.includes(number)) words.add(name as CipherName);
  }
  if (setup.compression) words.add("deflate");
  return REQUIRED_WORDS.filter((word) => words.has(word));
}

/** What the implementation has refused so far; shared by its processes. */
export class RefusedWords {
  readonly #refused = new Set<string>();

  has(word: string): boolean {
    return this.#refused.has(word);
  }

  add(word: string): void {
    this.#refused.add(word);
  }

  /** What was not refused, as a profile says it. */
  profile(): Profile {
    const ciphers = Object.keys(CIPHERS) as CipherName[];
    return {
      settings: SETTINGS.filter((setting) => !this.has(setting)),
      ciphers: ciphers.filter((cipher) => !this.has(cipher)),
      compressions: this.has("deflate") ? [0] : [0, 1],
    };
  }

  /** `essential`, and what is asked for only where it isn't known refused. */
  withOptional(
    essential: readonly RequiredWord[],
    configuration: Configuration,
  ): RequiredWord[] {
    const optional = new Set<RequiredWord>(["commands"]);
    if (configuration.compressions.includes(1)) optional.add("deflate");
    return REQUIRED_WORDS.filter((word) =>
      essential.includes(word) || (optional.has(word) && !this.has(word))
    );
  }

  /** Throws where one of these words is refused. */
  refuse(words: readonly RequiredWord[]): void {
    for (const word of words) {
      if (!this.has(word)) continue;
      if (!CORE_WORDS.includes(word)) {
        throw new NotApplicable(`The implementation does not support ${word}`);
      }
      throw new Violation(
        "CNF-7",
        `support of ${word}, which is of the core`,
        `"unsupported" for ${word}`,
        "Declare it absent in a profile if that is on purpose",
      );
    }
  }
}
