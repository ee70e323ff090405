import { hex } from "../../../conformance/tester/bytes.ts";
import {
  type ClientHello,
  encodeClientHello,
} from "../../../conformance/tester/hello.ts";
import { Cipher } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";
import { GENERATED } from "../topic.ts";
import type { OfferVector, ServerSide } from "./format.ts";

export const AES = Cipher["AES-256-GCM"];
export const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
export const CHACHA = Cipher["ChaCha20-Poly1305"];

/** What differs in the offer, in the server's configuration, in the answer. */
export type Offer = Partial<ClientHello>;
export type Server = Partial<ServerSide>;
export type Answer = Partial<NonNullable<OfferVector["answer"]>>;

/** What all offers have in common: a server that is able to do everything. */
export class OfferScene {
  readonly values: Values;
  readonly #server: ServerSide;
  readonly #offer: ClientHello;

  constructor(values: Values) {
    this.values = values;
    this.#server = {
      settings: [1, 2, 3],
      algorithm: AES,
      proprietaryCipher: CHACHA,
      deflateSettings: [1],
      maxFrame: 262_144,
      serverNames: [],
      deploymentKeys: [{ key: hex(this.draw("deployment key", 32)) }],
    };
    this.#offer = {
      versions: [1],
      random: this.draw("client random", 32),
      settings: [3],
      ciphers: [AES, TDES, CHACHA],
      compressions: [0],
      maxFrame: 262_144,
      serverName: SERVER_NAME,
      extensions: [],
    };
  }

  draw(name: string, size: number): Uint8Array {
    return this.values(`negotiation/${name}`, size);
  }

  /** An offer that is accepted, and what the answer holds. */
  accepted(
    id: string,
    comment: string,
    requirement: string,
    offer: Offer,
    answer: Answer = {},
    server: Server = {},
  ): OfferVector {
    const base = this.#base(id, comment, requirement, offer, server);
    const setting = answer.setting ?? 3;
    return {
      ...base,
      answer: {
        version: 1,
        setting,
        cipher: setting === 1 ? CHACHA : base.server.algorithm,
        compression: 0,
        maxFrame: 262_144,
        ...(setting === 1 && {
          deploymentKey: base.server.deploymentKeys[0].key,
        }),
        ...answer,
      },
      expect: { result: "accept" },
    };
  }

  /** An offer that is answered with an Alert. */
  refused(
    id: string,
    comment: string,
    requirement: string,
    code: number,
    flag: string,
    offer: Offer,
    server: Server = {},
  ): OfferVector {
    return {
      ...this.#base(id, comment, requirement, offer, server, flag),
      expect: { result: "alert", codes: [code] },
    };
  }

  #base(
    id: string,
    comment: string,
    requirement: string,
    offer: Offer,
    server: Server,
    ...flags: string[]
  ) {
    return {
      id: `offer/${id}`,
      comment,
      requirements: [requirement],
      flags,
      provenance: GENERATED,
      since: "0.1.0",
      kind: "offer" as const,
      server: { ...this.#server, ...server },
      clientHello: hex(encodeClientHello({ ...this.#offer, ...offer })),
    };
  }
}
