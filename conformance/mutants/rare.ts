import { ProtocolError } from "../../src/errors.ts";
import { createDecompressor } from "../../src/protection/compression.ts";
import { createOpener } from "../../src/protection/opener.ts";
import type { Sealer } from "../../src/protection/sealer.ts";
import { COMPRESSED_BIT, FrameType } from "../../src/schema/registries.ts";
import { concat } from "../tester/bytes.ts";
import { changeReceived } from "./body_change.ts";
import { firstOfEach, respelt } from "./lenient_hello.ts";
import { inRole, type Mutant } from "./mutant.ts";
import { override } from "./override.ts";
import { readsCompressed } from "./recompress.ts";

/** Bytes that are worth a place in a pool. */
const LEAST_POOLED = 16;

/**
 * Faults that no fixed case meets: each takes things together that a person
 * would not think of putting together, and a property does.
 */
export const rare: readonly Mutant[] = [
  inRole("server", {
    layer: "messages",
    name: "hello-extension-again-later",
    requirement: "FRM-7",
    title: "An extension may come twice with another one in between",
    models: "Duplicates that are looked for in the entry before alone",
    rare: true,
    plant: () =>
      changeReceived(FrameType.ClientHello, (body) =>
        respelt(body, (hello) => {
          const types = typesOf(hello.extensions);
          const isSeen = types.some((type, i) => type === types[i - 1]);
          if (isSeen || types.length < 3) return;
          hello.extensions = firstOfEach(hello.extensions);
        })),
  }),
  inRole("server", {
    layer: "channel",
    name: "pong-buffer-shared",
    requirement: "PNG-1",
    title: "Long Pongs of one size that go out together hold the last's bytes",
    models: "A pool of buffers by size, given back before they were written",
    rare: true,
    plant: () => {
      let due: Pong[] = [];
      let seal: Sealer["seal"] = () => [];
      const sealDue = (): Uint8Array[] => {
        const pongs = due;
        due = [];
        return pongs.flatMap(({ type, content }) => {
          const { length } = content;
          const last = pongs.findLast((one) =>
            one.type === type && one.content.length === length &&
            length >= LEAST_POOLED
          );
          return seal(type, [last?.content ?? content]);
        });
      };
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              seal = next;
              if ((type & ~COMPRESSED_BIT) !== FrameType.Pong) {
                return [...sealDue(), ...next(type, content)];
              }
              due.push({ type, content: concat(...content) });
              return [];
            },
            // What waits will need its place under the key too.
            mustRekeyBefore: (next) => (length) =>
              next(due.reduce((sum, pong) => sum + roomOf(pong), length)),
          }),
        connection: (connection) =>
          override(connection, {
            takeOutput: (next) => (budget) => {
              const output = next(budget);
              if (!connection.ended) output.push(...sealDue());
              return output;
            },
          }),
      };
    },
  }),
  inRole("client", {
    layer: "protection",
    name: "idle-inflater-freed",
    requirement: "CMP-3",
    title: "An inflater that was idle under a whole key begins anew",
    models: "Memory that is given back at a rekeying where it seems unused",
    rare: true,
    plant: (site) => {
      const fresh = () => createDecompressor(1_048_576);
      let decompressor = fresh();
      let isIdle = true;
      const reading = readsCompressed((content, innerType) => {
        isIdle = false;
        return {
          innerType,
          content: concat(...decompressor.decompress([content])),
        };
      });
      return {
        opener: (opener) => {
          const plain = opener.open.bind(opener);
          const { open } = reading.opener!(opener);
          return override(opener, {
            open: () => (length, body) =>
              site.connection.session?.compression === 1
                ? open(length, body)
                : plain(length, body),
            rekey: (next) => () => {
              if (isIdle) decompressor = fresh();
              isIdle = true;
              next();
            },
          });
        },
      };
    },
  }),
  inRole("client", {
    layer: "protection",
    name: "next-key-tried",
    requirement: "PRO-10",
    title: "A frame that doesn't open is tried with the next key",
    models: "QUIC's key phase: what opens shows that the key was updated",
    rare: true,
    plant: (site) => {
      let generation = 0;
      const opensNext = (length: number, body: readonly Uint8Array[]) => {
        const opener = createOpener({ ...site.opening });
        for (let i = 0; i <= generation; i++) opener.rekey();
        try {
          opener.open(length, body);
          return true;
        } catch {
          return false;
        }
      };
      return {
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              try {
                return next(length, body);
              } catch (error) {
                if (!isOfProtection(error) || !opensNext(length, body)) {
                  throw error;
                }
                opener.rekey();
                return next(length, body);
              }
            },
            rekey: (next) => () => {
              generation++;
              next();
            },
          }),
      };
    },
  }),
];

/** A Pong that waits to be sealed. */
interface Pong {
  /** Bit 7 included. */
  readonly type: number;
  /** As carried. */
  readonly content: Uint8Array;
}

/** Bytes that a frame of it takes at most, beside what another one does. */
function roomOf({ content }: Pong): number {
  return content.length + 64;
}

function isOfProtection(error: unknown): boolean {
  return error instanceof ProtocolError &&
    error.code === "bad_frame_protection";
}

/** The types of extensions; none where they are no whole list. */
function typesOf(extensions: Uint8Array): number[] {
  const types: number[] = [];
  let at = 0;
  while (at + 4 <= extensions.length) {
    const [high, low, long, short] = extensions.subarray(at, at + 4);
    types.push(high * 256 + low);
    at += 4 + long * 256 + short;
  }
  return at === extensions.length ? types : [];
}
