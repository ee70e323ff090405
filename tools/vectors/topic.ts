import type { z } from "zod";
import {
  fileSchema,
  type Flag,
  FORMAT,
  type Provenance,
  type VectorFile,
  type VectorHead,
  type VectorKey,
} from "./format.ts";
import type { LiveServer } from "./replay/live_server.ts";
import type { Values } from "./seeded_values.ts";

/** What a generator draws from. */
export interface Source {
  readonly seed: number;
  /** How many drawn vectors each family has. */
  readonly count: number;
  readonly values: Values;
}

/** What verification may look up in the vector's file. */
export interface Surroundings {
  readonly keys: Readonly<Record<string, VectorKey>>;
}

/** A topic as its own module describes it. */
export interface TopicOptions<V extends VectorHead> {
  readonly name: string;
  /** The layer of the protocol it belongs to: its folder. */
  readonly layer: string;
  readonly about: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** Sources besides the generator. */
  readonly provenance?: Readonly<Record<string, Provenance>>;
  readonly keys?: Readonly<Record<string, VectorKey>>;
  readonly vector: z.ZodType<V>;
  generate(source: Source): V[] | Promise<V[]>;
  /** What the reference does otherwise than the vector says; or nothing. */
  verify(
    vector: V,
    surroundings: Surroundings,
  ): string | undefined | Promise<string | undefined>;
  readonly replay?: Replay<V>;
}

/** How vectors are played against a live server. */
export interface Replay<V extends VectorHead> {
  /** Whether it has a client's side that a server can be sent. */
  plays(vector: V): boolean;
  /**
   * Plays it, and may say more of how it went.
   *
   * @throws Violation, NotApplicable or Inconclusive of the tester.
   */
  play(vector: V, server: LiveServer): Promise<string | undefined>;
}

/** A topic, whatever its vectors are. */
export interface Topic {
  readonly name: string;
  readonly layer: string;
  /** Its file, under vectors/. */
  readonly path: string;
  readonly schema: z.ZodType<VectorFile>;
  generate(source: Source): Promise<VectorFile>;
  verify(
    vector: VectorHead,
    surroundings: Surroundings,
  ): Promise<string | undefined>;
  readonly replay?: Replay<VectorHead>;
}

/** Bumped when the generator gives other bytes for the same seed. */
const GENERATOR_VERSION = "1";

/** The provenance of what the generator makes. */
export const GENERATED = "generated";

/** Makes a topic of its description. */
export function topic<V extends VectorHead>(options: TopicOptions<V>): Topic {
  const { name, layer, replay } = options;
  const schema = fileSchema(name, options.vector);
  return {
    name,
    layer,
    path: `${layer}/${name}.json`,
    schema: schema as unknown as z.ZodType<VectorFile>,
    async generate(source) {
      const vectors = await options.generate(source);
      const { keys } = options;
      return {
        format: FORMAT,
        topic: name,
        schema: `../schemas/${name}.schema.json`,
        about: options.about,
        flags: options.flags,
        provenance: {
          [GENERATED]: {
            generator: "fesa vectors generate",
            seed: source.seed,
            version: GENERATOR_VERSION,
          },
          ...options.provenance,
        },
        ...(keys && { keys }),
        count: vectors.length,
        vectors,
      };
    },
    async verify(vector, surroundings) {
      return await options.verify(
        vector as unknown as V,
        surroundings,
      );
    },
    ...(replay && { replay: replay as unknown as Replay<VectorHead> }),
  };
}
