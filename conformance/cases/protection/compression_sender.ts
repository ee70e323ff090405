import { type CaseFields, clientCase, serverCase } from "../../runner/case.ts";
import { concat, hex } from "../../tester/bytes.ts";
import { FrameType } from "../../tester/registry.ts";
import type { Tester } from "../both_roles.ts";

/** One piece of Data, and whether its sender may compress it. */
type Piece = readonly [bytes: Uint8Array, compress: boolean];

/** What a target's own encoder sends, asked for by commands. */
export const compressionSender = [
  ...senders({
    name: "sender-in-turn",
    title: "Data compressed and not, in turn, inflates to what was sent",
    requirements: ["CMP-5", "CMP-10", "CMP-4", "CMP-3"],
    pieces: (random) => {
      const text = hex(random(2_000));
      const bytes = new TextEncoder().encode(text);
      return [[bytes, true], [bytes, false], [bytes, true], [bytes, true]];
    },
  }),
  ...senders({
    name: "sender-incompressible",
    title: "Data that compression only lengthens leaves the contexts in step",
    requirements: ["CMP-5", "CMP-13"],
    // Where an encoder's output for the first is thrown away as too long, its
    // context holds what the receiver's doesn't, and the second refers to it.
    pieces: (random) => {
      const bytes = random(3_000);
      return [[bytes, true], [bytes, true], [concat(bytes, bytes), true]];
    },
  }),
  ...senders({
    name: "sender-flushes",
    title: "Each frame's compressed content ends at a block boundary",
    requirements: ["CMP-13", "CMP-1"],
    pieces: () =>
      [1, 2, 31, 257, 5_000].map((size) =>
        [new Uint8Array(size).fill(size), true] as const
      ),
  }),
];

interface SenderFields {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly pieces: (random: (size: number) => Uint8Array) => readonly Piece[];
}

function senders({ name, title, requirements, pieces }: SenderFields) {
  const fields: Omit<CaseFields, "id"> = {
    title,
    requirements,
    compression: true,
    needs: ["commands"],
  };
  return [
    serverCase({
      ...fields,
      id: `protection/server-${name}`,
      async run(t) {
        const peer = await t.establish();
        await each(
          peer,
          pieces(t.random),
          (bytes, compress) => t.command(peer, { do: "send", bytes, compress }),
        );
      },
    }),
    clientCase({
      ...fields,
      id: `protection/client-${name}`,
      async run(t) {
        const peer = await t.establish();
        await t.established(peer);
        await each(
          peer,
          pieces(t.random),
          (bytes, compress) =>
            Promise.resolve(t.command(peer, { do: "send", bytes, compress })),
        );
      },
    }),
  ];
}

async function each(
  peer: Tester,
  pieces: readonly Piece[],
  tell: (bytes: string, compress: boolean) => Promise<void>,
): Promise<void> {
  for (const [bytes, compress] of pieces) {
    await tell(hex(bytes), compress);
    if (!compress) await noneCompressed(peer);
    await peer.expectData(bytes, "CMP-5");
  }
  await peer.ping();
}

/** What comes first of Data that was to be left as it is. */
async function noneCompressed(peer: Tester): Promise<void> {
  const seen = await peer.next();
  const isData = seen.kind === "inner" && seen.type === FrameType.Data;
  if (!isData || seen.compressed) {
    throw peer.unexpected(seen, "CMP-10", "Data without bit 7");
  }
  peer.received.push(seen.content);
  peer.receivedCount += seen.content.length;
}
