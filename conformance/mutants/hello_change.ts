import type { ClientHello, ServerHello } from "../../src/schema/messages.ts";
import { clientHello, serverHello } from "../../src/schema/codecs.ts";
import { FrameType } from "../../src/schema/registries.ts";
import { changeReceived, changeSent } from "./body_change.ts";
import type { Seams } from "./seams.ts";

/** A server that reads this in place of the ClientHello that came. */
export function readsHello(change: (hello: ClientHello) => ClientHello): Seams {
  return changeReceived(FrameType.ClientHello, (body) => {
    const hello = decoded(clientHello, body);
    return hello ? clientHello.encode(change(hello)) : body;
  });
}

/** A client that sends this in place of the ClientHello it means. */
export function sendsHello(change: (hello: ClientHello) => ClientHello): Seams {
  return changeSent(
    FrameType.ClientHello,
    (body) => clientHello.encode(change(clientHello.decode(body))),
  );
}

/** A client that reads this in place of the ServerHello that came. */
export function readsChoice(
  change: (choice: ServerHello) => ServerHello,
): Seams {
  return changeReceived(FrameType.ServerHello, (body) => {
    const choice = decoded(serverHello, body);
    return choice ? serverHello.encode(change(choice)) : body;
  });
}

/** A server that sends this in place of the ServerHello it means. */
export function sendsChoice(
  change: (choice: ServerHello) => ServerHello,
): Seams {
  return changeSent(
    FrameType.ServerHello,
    (body) => serverHello.encode(change(serverHello.decode(body))),
  );
}

/** The message, or nothing for a body that the reference is to refuse. */
function decoded<T>(
  codec: { decode(body: Uint8Array): T },
  body: Uint8Array,
): T | undefined {
  try {
    return codec.decode(body);
  } catch {
    return undefined;
  }
}
