import type { CryptoProvider } from "../keys/provider.ts";
import { hex } from "./hex.ts";

/** What was asked when a chain was found valid, its purpose aside. */
export interface ChainQuestion {
  readonly chain: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly host: string;
}

/** What was found, and for how long it holds; both ends in ms since epoch. */
export interface ValidatedChain {
  readonly spki: Uint8Array;
  readonly validFrom: number;
  readonly validUntil: number;
}

/**
 * Remembers chains found valid, since the same servers send the same ones. Only
 * the time can change such an answer, and so it is looked at again.
 */
export class ValidatedChains {
  readonly #chains = new Map<string, ValidatedChain>();
  readonly #capacity: number;

  constructor(capacity: number = 64) {
    this.#capacity = capacity;
  }

  /** The answer to the same question, if it holds at `time` (in ms). */
  find(key: string, time: number): ValidatedChain | undefined {
    const known = this.#chains.get(key);
    const second = Math.floor(time / 1000) * 1000;
    return known && known.validFrom <= second && second <= known.validUntil
      ? known
      : undefined;
  }

  /** Keeps an answer; the oldest one makes room. */
  keep(key: string, chain: ValidatedChain): void {
    this.#chains.delete(key);
    const [oldest] = this.#chains.keys();
    if (oldest !== undefined && this.#chains.size >= this.#capacity) {
      this.#chains.delete(oldest);
    }
    this.#chains.set(key, chain);
  }
}

/**
 * A key that only the same question has: the SHA-256 of every certificate and
 * list in DER, their sizes and the host. The rest of a policy (pins, `tofu`,
 * minimumRsaBits) is judged anew at each connection, and so is not in it.
 */
export function questionKey(
  { chain, anchors, crls, host }: ChainQuestion,
  provider: Pick<CryptoProvider, "sha256">,
): string {
  const shape = JSON.stringify([
    chain.map(({ length }) => length),
    anchors.map(({ length }) => length),
    crls.map(({ length }) => length),
    host,
  ]);
  const text = new TextEncoder().encode(shape);
  const head = Uint8Array.of(
    text.length >> 24,
    text.length >> 16,
    text.length >> 8,
    text.length,
  );
  return hex(provider.sha256(head, text, ...chain, ...anchors, ...crls));
}
