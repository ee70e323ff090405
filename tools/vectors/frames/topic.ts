import { frameReplay } from "../replay/replay_refusals.ts";
import { type Topic, topic } from "../topic.ts";
import { FrameVector } from "./format.ts";
import { headerVectors } from "./header_vectors.ts";
import { innerVectors } from "./inner_vectors.ts";
import { verifyFrame } from "./verify.ts";

/** Which frame may come where: spec/frames.md, spec/handshake.md. */
export const frames: Topic = topic({
  name: "frames",
  layer: "frames",
  summary: "every frame header in every state; what Protected frames open to",
  minimum: 600,
  about: "Which frame is let through in which state. `header`: four bytes " +
    "that arrive, judged before any body; accepted means that the body is " +
    "awaited. The server's key has 2048 bits. `inner`: what Protected frames " +
    "open to, the last of them judged; accepted means that no Alert answers.",
  flags: {
    WrongType: {
      bugClass: "A type is not judged by the state it comes in",
      effect: "A step of the handshake is skipped, repeated or turned around",
    },
    OverLimit: {
      bugClass: "A length is not held against the limit of its type",
      effect: "Memory without a bound for a peer that is not known yet",
    },
    Empty: {
      bugClass: "A frame without a body is not looked at",
      effect: "A byte that is not there is read",
    },
    Impossible: {
      bugClass: "A size that no plaintext has is waited for",
      effect: "Bytes before the buffer are read, or a library's exception",
    },
    OtherSize: {
      bugClass: "A length that can't be right, within its type's limit",
      effect: "None: it may be judged by the header or with the body",
    },
    WrongSize: {
      bugClass: "The size of what was opened is not checked",
      effect: "A byte that is not there, or is too much, is acted on",
    },
  },
  vector: FrameVector,
  generate: () => [...headerVectors(), ...innerVectors()],
  verify: verifyFrame,
  differsIn,
  replay: frameReplay,
});

/**
 * A type is judged before anything of a cipher matters, and a length is the
 * same for both AEADs: those count once.
 */
function differsIn({ id, kind }: FrameVector): string {
  // The same plaintext is judged alike by either role.
  if (kind === "inner") return id.replace(/^client-/, "");
  const [row, place] = id.split("/");
  const isLength = place.startsWith("protected-");
  return `${
    row.replace(/-(aes|chacha20)$/, isLength ? "-aead" : "")
      .replace(/-3des$/, isLength ? "-3des" : "")
  }/${place}`;
}
