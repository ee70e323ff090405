import type { z } from "zod";
import { SecuritySetting } from "../../src/mod.ts";
import {
  fileSchema,
  type Flag,
  FORMAT,
  type Provenance,
  type VectorFile,
  type VectorHead,
  type VectorKey,
} from "./format.ts";
import type { ExecTarget } from "./replay/exec_target.ts";
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
  /** What the README says of it, in a few words. */
  readonly summary: string;
  /** The least number of vectors that its own file has. */
  readonly minimum: number;
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
  /**
   * What a vector differs in from the others: field, fault or answer. Cuts of
   * one message at each byte, and values drawn for one thing, have the same.
   * Absent: each differs from each, as its id says.
   */
  differsIn?(vector: V): string;
  /** The settings that a vector is about; absent, its own or all. */
  settingsOf?(vector: V): readonly number[];
  /** Where a vector has not one fault, if it is to be refused; or nothing. */
  faultRule?(vector: V): string | undefined;
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
  /** Plays either end of it under the control contract, where it can. */
  playExec?(vector: V, target: ExecTarget): Promise<string | undefined>;
}

/** A topic, whatever its vectors are. */
export interface Topic {
  readonly name: string;
  readonly layer: string;
  /** Its file, under vectors/. */
  readonly path: string;
  readonly summary: string;
  readonly minimum: number;
  readonly schema: z.ZodType<VectorFile>;
  generate(source: Source): Promise<VectorFile>;
  verify(
    vector: VectorHead,
    surroundings: Surroundings,
  ): Promise<string | undefined>;
  readonly replay?: Replay<VectorHead>;
  differsIn(vector: VectorHead): string;
  settingsOf(vector: VectorHead): readonly number[];
  faultRule(vector: VectorHead): string | undefined;
}

/** Bumped when the generator gives other bytes for the same seed. */
const GENERATOR_VERSION = "1";

/** The provenance of what the generator makes. */
export const GENERATED = "generated";

/** Makes a topic of its description. */
export function topic<V extends VectorHead>(options: TopicOptions<V>): Topic {
  const { name, layer, summary, minimum, replay } = options;
  const schema = fileSchema(name, options.vector);
  return {
    name,
    layer,
    path: `${layer}/${name}.json`,
    summary,
    minimum,
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
    differsIn: (vector) =>
      options.differsIn?.(vector as unknown as V) ?? vector.id,
    settingsOf: (vector) =>
      options.settingsOf?.(vector as unknown as V) ?? ownSetting(vector),
    faultRule: (vector) => options.faultRule?.(vector as unknown as V),
  };
}

/** The setting that a vector names, or all where it names none. */
function ownSetting(vector: VectorHead): readonly number[] {
  const { setting } = vector as { readonly setting?: unknown };
  return typeof setting === "number"
    ? [setting]
    : Object.values(SecuritySetting);
}
