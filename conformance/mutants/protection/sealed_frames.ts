import { ProtocolError } from "../../../src/errors.ts";
import { createOpener, type Opener } from "../../../src/protection/opener.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { answersFaults, toleratesFaults } from "../judgement.ts";
import { inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import { ignoresReplays } from "../replays.ts";
import type { Seams } from "../seams.ts";

/** Protected frames that are taken, refused or made otherwise. */
export const sealedFrames: readonly Mutant[] = [
  ...inBothRoles({
    layer: "protection",
    name: "false-frame-skipped",
    requirement: "PRO-9",
    title: "A frame that does not open is dropped, and the next one tried",
    models: "DTLS's habits on a stream",
    plant: () =>
      toleratesFaults({
        code: "bad_frame_protection",
        text: /its protection is not right/,
      }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "replay-ignored",
    requirement: "PRO-10",
    title: "The frame before may come again",
    models: "Retransmissions that are thought harmless",
    plant: () => ignoresReplays("of the last frame"),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "gap-accepted",
    requirement: "PRO-10",
    title: "One missing frame is tolerated",
    models: "A window where there must be none",
    plant: (site) => {
      let shifted: Opener | undefined;
      return {
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const open = shifted?.open.bind(shifted) ?? next;
              const sequence = (shifted ?? opener).sequence + 1;
              try {
                return open(length, body);
              } catch (error) {
                const use = { sequence, blocks: 0 };
                shifted = createOpener({ ...site.opening, use });
                try {
                  return shifted.open(length, body);
                } catch {
                  throw error;
                }
              }
            },
          }),
      };
    },
  }),
  ...inBothRoles({
    layer: "protection",
    name: "reflection-accepted",
    requirement: "PRO-10",
    title: "Frames under the own sending key are opened too",
    models: "One key for both directions",
    plant: (site) => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            try {
              return next(length, body);
            } catch (error) {
              const { secret } = site.sealing;
              for (let i = 0; i <= site.sealer.sequence; i++) {
                const use = { sequence: i, blocks: 0 };
                const own = createOpener({ ...site.opening, secret, use });
                try {
                  return own.open(length, body);
                } catch {
                  // Not the one of this sequence number.
                }
              }
              throw error;
            }
          },
        }),
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "empty-frame-ignored",
    requirement: "PRO-11",
    title: "A frame without an inner type is passed over",
    models: "Empty fragments, once sent against BEAST",
    plant: () =>
      toleratesFaults({ code: "malformed", text: /holds no inner type/ }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "inner-type-ignored",
    requirement: "PRO-12",
    title: "Inner types that it does not expect are passed over",
    models: "Tolerance for what a later version may bring",
    plant: () =>
      toleratesFaults({
        code: "unexpected_frame",
        text: /an inner \S+ in ESTABLISHED/,
      }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "content-over-max-frame",
    requirement: "PRO-13",
    title: "Content over maxFrame is taken where the frame's size allows it",
    models: "A limit that is only kept in front of the padding",
    plant: (site) => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            const most = site.connection.session?.maxFrame ?? Infinity;
            const contentLength = Math.min(opened.contentLength, most);
            return { ...opened, contentLength };
          },
        }),
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "content-under-64-kib",
    requirement: "PRO-13",
    title: "Content over 65,535 bytes is refused, whatever was agreed",
    models: "A length in sixteen bits",
    plant: () => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            if (opened.contentLength <= 65_535) return opened;
            throw new ProtocolError("frame_too_large", "Over 65,535 bytes");
          },
        }),
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "type-behind-content",
    requirement: "PRO-1",
    title: "The inner type stands behind the content",
    models: "TLS 1.3, from which it was copied",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) => {
            const plain = concat(...content, Uint8Array.of(type));
            return next(plain[0], [plain.subarray(1)]);
          },
        }),
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const { innerType, content, contentLength } = next(length, body);
            const plain = concat(Uint8Array.of(innerType), ...content);
            return {
              innerType: plain[plain.length - 1],
              content: [plain.subarray(0, -1)],
              contentLength,
            };
          },
        }),
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "inner-size-unchecked",
    requirement: "FRM-14",
    title: "What follows the one byte of a KeyUpdate or Alert is ignored",
    models: "A parser that stops when it has what it wants",
    plant: () =>
      readsOneByteTypes((content) =>
        content.length > 1 ? content.slice(0, 1) : content
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "inner-empty-as-zero",
    requirement: "FRM-14",
    title: "A KeyUpdate or Alert without its byte counts as one of 0",
    models: "A byte that is read past the end of what came",
    plant: () =>
      readsOneByteTypes((content) =>
        content.length === 0 ? new Uint8Array(1) : content
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "impossible-size-as-malformed",
    requirement: "PRO-16",
    title: "A Protected frame of an impossible size is malformed",
    models: "A size that is judged by a parser",
    plant: () =>
      answersFaults(
        { code: "bad_frame_protection", text: /Protected frame of/ },
        "malformed",
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "frames-joined",
    requirement: "PRO-13",
    title: "Data is sent in frames of twice the maxFrame agreed",
    models: "The own limit in place of the negotiated one",
    plant: (site) => {
      let held: readonly Uint8Array[] = [];
      const flush = (): readonly Uint8Array[] => {
        const content = held;
        held = [];
        return content;
      };
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              const size = concat(...content).length;
              const isFull = size === site.connection.session?.maxFrame;
              const isData = type === FrameType.Data;
              if (isData && isFull && held.length === 0) {
                held = [concat(...content)];
                return [];
              }
              const before = flush();
              if (isData) return next(type, [...before, ...content]);
              return [
                ...(before.length > 0 ? next(FrameType.Data, before) : []),
                ...next(type, content),
              ];
            },
          }),
        connection: (connection) =>
          override(connection, {
            takeOutput: (next) => (budget) => {
              const output = next(budget);
              const late = flush();
              if (late.length === 0 || connection.ended) return output;
              return [...output, ...site.sealer.seal(FrameType.Data, late)];
            },
          }),
      };
    },
  }),
];

/** Changes what is read of the types whose content is one byte. */
function readsOneByteTypes(
  change: (content: Uint8Array) => Uint8Array,
): Seams {
  return {
    opener: (opener) =>
      override(opener, {
        open: (next) => (length, body) => {
          const opened = next(length, body);
          const isOne = opened.innerType === FrameType.KeyUpdate ||
            opened.innerType === FrameType.Alert;
          if (!isOne) return opened;
          const content = change(concat(...opened.content));
          return {
            ...opened,
            content: [content],
            contentLength: content.length,
          };
        },
      }),
  };
}
