import type { ThrowawayKeyName } from "../../../conformance/tester/throwaway_keys.ts";
import { AlertCode, Cipher, SecuritySetting } from "../../../src/mod.ts";
import type { SessionWriter } from "./session_writer.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const { bad_finished, bad_frame_protection, unexpected_frame } = AlertCode;
const DATA = "name=Ada;name=Alan;";

/** A conversation to be written. */
export interface Recipe {
  readonly id: string;
  readonly comment: string;
  readonly requirements: readonly string[];
  readonly setting: number;
  readonly cipher: number;
  readonly key?: ThrowawayKeyName;
  readonly compression?: boolean;
  readonly deploymentKeyId?: boolean;
  readonly drives?: "client" | "server";
  readonly flag?: string;
  /** The Alert that it ends with; none, and it ends cleanly. */
  readonly code?: number;
  readonly write: (session: SessionWriter) => void;
}

const ORDINARY = [
  "FIN-4",
  "DAT-1",
  "PNG-1",
  "KUP-2",
  "KUP-3",
  "KUP-4",
  "END-1",
  "END-2",
];

/** Data both ways, a Ping, new keys, Data under them, and `close`. */
function ordinary(session: SessionWriter): void {
  session.handshake()
    .echoed("client", "fesa")
    .ping("client", "ping")
    .keyUpdate("client", true)
    .echoed("client", "under new keys")
    .keyUpdate("client", false)
    .ping("client", "")
    .echoed("client", "the client's alone are newer still")
    .close("client");
}

/** Conversations without a fault. */
export const WHOLE: readonly Recipe[] = [
  whole("proprietary", proprietary, CHACHA),
  whole("open-aes", open, AES),
  whole("open-3des", open, TDES),
  whole("certified-aes", certified, AES),
  whole("certified-3des", certified, TDES),
  {
    ...whole("open-aes-rsa1024", open, AES),
    comment: "open with an RSA key of 1024 bits, which both ends allow",
    requirements: ["KEX-21"],
    key: "rsa1024",
  },
  {
    ...whole("proprietary-key-id", proprietary, CHACHA),
    comment: "proprietary with a deployment key named by its id",
    requirements: ["NEG-20"],
    deploymentKeyId: true,
  },
  deflated("proprietary-deflate", proprietary, CHACHA),
  deflated("open-3des-deflate", open, TDES),
  {
    ...whole("open-aes-server-drives", open, AES),
    comment: "The server's application speaks first, and closes",
    requirements: ["PNG-1", "KUP-3", "KUP-9", "END-2"],
    drives: "server",
    write: (session) =>
      session.handshake()
        .echoed("server", "fesa")
        .ping("server", "ping")
        .keyUpdate("server", true)
        .echoed("server", "under new keys")
        .close("server"),
  },
];

/** One fault each, by the client; the server ends the conversation. */
export const BROKEN: readonly Recipe[] = [
  ...([["open-aes", open, AES], ["open-3des", open, TDES]] as const)
    .flatMap(([name, setting, cipher]) => [
      broken(
        `${name}/finished-verify`,
        "The client's Finished holds another verify",
        "FIN-3",
        "Finished",
        setting,
        cipher,
        bad_finished,
        (session) => {
          const verify = session.verifyOf("client");
          session.handshake(false)
            .finished("client", verify.with(31, verify[31] ^ 1))
            .faulty("verify", "The last bit of verify is flipped")
            .clearAlert("server", bad_finished);
        },
      ),
      broken(
        `${name}/finished-altered`,
        "The client's Finished was changed on the way",
        "PRO-9",
        "Altered",
        setting,
        cipher,
        bad_frame_protection,
        (session) =>
          session.handshake(false).finished("client")
            .faulty("altered", "The last bit of the frame is flipped", lastBit)
            .clearAlert("server", bad_frame_protection),
      ),
      ...established(name, setting, cipher),
    ]),
  broken(
    "proprietary/finished-verify",
    "The client's Finished holds another verify",
    "FIN-3",
    "Finished",
    proprietary,
    CHACHA,
    bad_finished,
    (session) => {
      const verify = session.verifyOf("client");
      session.handshake(false).finished("server")
        .finished("client", verify.with(31, verify[31] ^ 1))
        .faulty("verify", "The last bit of verify is flipped")
        .sealedAlert("server", bad_finished);
    },
  ),
  ...established("proprietary", proprietary, CHACHA),
];

function established(
  name: string,
  setting: number,
  cipher: number,
): Recipe[] {
  const fault = (
    id: string,
    comment: string,
    write: (session: SessionWriter) => void,
    code: number = bad_frame_protection,
    requirement = "PRO-10",
  ) =>
    broken(
      `${name}/${id}`,
      comment,
      requirement,
      "Altered",
      setting,
      cipher,
      code,
      (session) => {
        write(session.handshake().ping("client", "ping"));
        session.sealedAlert("server", code);
      },
    );
  return [
    fault(
      "data-altered",
      "A frame was changed on the way",
      (session) =>
        session.dataSealed("client", "fesa", {})
          .faulty("altered", "The last bit of the frame is flipped", lastBit),
    ),
    fault(
      "data-replayed",
      "A frame comes twice",
      (session) =>
        session.ping("client", "again")
          .again(-2, "The frame before, again"),
    ),
    fault(
      "frame-dropped",
      "A frame is missing",
      (session) =>
        session.dataSealed("client", "fesa", { sequence: 3 })
          .faulty("skipped", "It is sealed at the number after its own"),
    ),
    fault(
      "frame-reflected",
      "The server's own frame comes back",
      (session) => session.again(-1, "The Pong that the server sent", "client"),
    ),
    fault(
      "clear-alert",
      "A clear Alert after the client's Finished",
      (session) =>
        session.clearAlert("client", AlertCode.aborted)
          .faulty("clear", "It is in clear"),
      unexpected_frame,
      "END-8",
    ),
    fault(
      "clear-data",
      "Data in a clear frame",
      (session) =>
        session.clearData("client", "fesa").faulty("clear", "It is in clear"),
      unexpected_frame,
      "NEG-28",
    ),
    fault(
      "second-finished",
      "Another Finished",
      (session) =>
        session.finished("client").faulty("again", "It comes a second time"),
      unexpected_frame,
      "FIN-9",
    ),
  ];
}

function lastBit(frame: Uint8Array): Uint8Array {
  return frame.with(-1, frame[frame.length - 1] ^ 1);
}

function whole(id: string, setting: number, cipher: number): Recipe {
  return {
    id,
    comment: "A whole conversation, with new keys on the way",
    requirements: ORDINARY,
    setting,
    cipher,
    write: ordinary,
  };
}

function deflated(id: string, setting: number, cipher: number): Recipe {
  return {
    ...whole(id, setting, cipher),
    comment: "Compressed content both ways; its context outlives the keys",
    requirements: ["CMP-1", "CMP-3", "CMP-4", "CMP-11"],
    compression: true,
    write: (session) =>
      session.handshake()
        .echoed("client", DATA, true)
        .echoed("client", "not compressed")
        .keyUpdate("client", true)
        .echoed("client", DATA, true)
        .ping("client", DATA, true)
        .close("client"),
  };
}

function broken(
  id: string,
  comment: string,
  requirement: string,
  flag: string,
  setting: number,
  cipher: number,
  code: number,
  write: (session: SessionWriter) => void,
): Recipe {
  return {
    id: `broken/${id}`,
    comment,
    requirements: [requirement],
    flag,
    setting,
    cipher,
    code,
    write,
  };
}
