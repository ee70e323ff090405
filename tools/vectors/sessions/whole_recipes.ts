import type { ThrowawayKeyName } from "../../../conformance/tester/throwaway_keys.ts";
import { PLACES, type Recipe } from "./recipe.ts";
import type { SessionWriter } from "./session_writer.ts";

const DATA = "name=Ada;name=Alan;";
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
const BY_NAME = new Map(PLACES.map((place) => [place[0], place]));

/** Conversations without a fault. */
export const WHOLE: readonly Recipe[] = [
  ...PLACES.map(([name]) => whole(name, name)),
  ...(["rsa1024", "rsa3072", "rsa4096"] as const).flatMap((key) => [
    sized("open-aes", key),
    sized("certified-aes", key),
  ]),
  {
    ...whole("proprietary-key-id", "proprietary"),
    comment: "proprietary with a deployment key named by its id",
    requirements: ["NEG-20"],
    deploymentKeyId: true,
  },
  ...PLACES.map(([name]) => deflated(name)),
  ...PLACES.map(([name]): Recipe => ({
    ...whole(`${name}-server-drives`, name),
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
  })),
  {
    ...whole("open-aes-generations", "open-aes"),
    comment: "Eight generations of keys each way, each used",
    requirements: ["KDF-8", "KUP-2", "KUP-3"],
    write: (session) => {
      session.handshake();
      for (let i = 0; i < 8; i++) {
        session.echoed("client", `generation ${i}`).keyUpdate("client", true);
      }
      session.echoed("client", "the last").close("client");
    },
  },
  {
    ...whole("open-3des-one-way", "open-3des"),
    comment: "The client's keys alone are updated, again and again",
    requirements: ["KDF-8", "KUP-4"],
    write: (session) => {
      session.handshake();
      for (let i = 0; i < 4; i++) {
        session.ping("client", `ping ${i}`).keyUpdate("client", false);
      }
      session.echoed("client", "the last").close("client");
    },
  },
  {
    ...whole("open-aes-data-before-close", "open-aes"),
    comment: "Data that was under way when the peer's close was sent",
    requirements: ["END-4", "END-2"],
    write: (session) =>
      session.handshake()
        .data("client", "fesa").closing("client")
        .data("server", "fesa").closing("server"),
  },
  {
    ...whole("open-aes-pings", "open-aes"),
    comment: "Sixteen Pings before the first Pong, which come in their order",
    requirements: ["PNG-1", "PNG-3"],
    write: (session) => session.handshake().pings("client", 16).close("client"),
  },
  {
    ...whole("open-aes-nothing-said", "open-aes"),
    comment: "A handshake, and close",
    requirements: ["END-1", "END-2"],
    write: (session) => session.handshake().close("client"),
  },
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

function whole(id: string, place: string): Recipe {
  const [, setting, cipher] = BY_NAME.get(place)!;
  return {
    id,
    comment: "A whole conversation, with new keys on the way",
    requirements: ORDINARY,
    setting,
    cipher,
    write: ordinary,
  };
}

function sized(place: string, key: ThrowawayKeyName): Recipe {
  const bits = key.slice(3);
  return {
    ...whole(`${place}-${key}`, place),
    comment: `An RSA key of ${bits} bits, which both ends allow`,
    requirements: [bits === "1024" ? "KEX-21" : "KEX-20"],
    key,
  };
}

function deflated(place: string): Recipe {
  return {
    ...whole(`${place}-deflate`, place),
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
