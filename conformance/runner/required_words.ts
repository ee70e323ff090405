import {
  type Configuration,
  REQUIRED_WORDS,
  type RequiredWord,
} from "../contract/mod.ts";
import type { Case } from "./case.ts";
import { absentWords, type Profile } from "./profile.ts";
import { SecuritySetting } from "../tester/registry.ts";
import { NotApplicable, Violation } from "../tester/violation.ts";
import {
  type CipherName,
  CIPHERS,
  ciphersOf,
  CORE_WORDS,
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
  theCase: Case,
): RequiredWord[] {
  const { settings, ciphers } = configuration;
  const words = new Set<string>([
    setup.setting,
    setup.cipher,
    ...theCase.needs ?? [],
  ]);
  for (const [name, number] of Object.entries(SecuritySetting)) {
    if (settings.includes(number)) words.add(name);
  }
  for (const [name, number] of Object.entries(CIPHERS)) {
    if (ciphers.includes(number)) words.add(name);
  }
  if (setup.compression) words.add("deflate");
  return REQUIRED_WORDS.filter((word) => words.has(word));
}

/** What the implementation has declared absent, or refused so far. */
export class RefusedWords {
  readonly #declared: ReadonlySet<string>;
  readonly #refused = new Set<string>();

  constructor(profile: Profile = {}) {
    this.#declared = new Set(absentWords(profile));
  }

  has(word: string): boolean {
    return this.#declared.has(word) || this.#refused.has(word);
  }

  add(word: string): void {
    this.#refused.add(word);
  }

  /** What is there, as a profile says it. */
  profile(): Profile {
    const has = (word: string) => !this.has(word);
    const settings = SETTINGS.filter(has);
    const rsa = settings.some((setting) => setting !== "proprietary");
    const ciphers = Object.keys(CIPHERS) as CipherName[];
    return {
      settings,
      ciphers: ciphers.filter((cipher) =>
        has(cipher) &&
        settings.some((setting) => ciphersOf(setting).includes(cipher))
      ),
      rsaBits: rsa
        ? ([1024, 2048, 3072, 4096] as const)
          .filter((bits) => has(`rsa${bits}`))
        : [],
      compressions: has("deflate") ? [0, 1] : [0],
      features: (["crl", "tofu", "commands"] as const).filter(has),
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
      if (this.#declared.has(word)) {
        throw new NotApplicable(`The profile declares ${word} absent`);
      }
      if (!this.#refused.has(word)) continue;
      if (!CORE_WORDS.includes(word)) {
        throw new NotApplicable(`The implementation does not support ${word}`);
      }
      throw new Violation(
        "CNF-7",
        `support of ${word}, which is of the core`,
        `"unsupported" for ${word}`,
        "Declare it absent in a profile if that is on purpose",
        "event unsupported",
      );
    }
  }
}
