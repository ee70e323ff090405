import { ProtocolError } from "../errors.ts";

/** Bounds the RSA operations a server has running or queued (KEX-16). */
export class RsaGate {
  /** How many may be pending from now on. */
  most: number;
  #pending = 0;

  constructor(most: number) {
    this.most = most;
  }

  /**
   * Runs an operation.
   *
   * @throws ProtocolError busy, at once, when as many are pending as may be.
   */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#pending >= this.most) {
      throw new ProtocolError("busy", "Too many RSA operations are pending");
    }
    this.#pending++;
    try {
      return await operation();
    } finally {
      this.#pending--;
    }
  }
}
