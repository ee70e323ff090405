import { AlertCode, SecuritySetting } from "../../../src/mod.ts";
import { PLACES, type Recipe } from "./recipe.ts";
import type { SessionWriter } from "./session_writer.ts";
import type { Role } from "./step_format.ts";

const { proprietary } = SecuritySetting;
const { bad_finished, bad_frame_protection, unexpected_frame } = AlertCode;

/** One fault each, by either end; the other ends the conversation. */
export const BROKEN: readonly Recipe[] = PLACES.flatMap((place) =>
  (["client", "server"] as const).flatMap((from) => [
    ...handshakeFaults(place, from),
    ...establishedFaults(place, from),
    ...keyUpdateFaults(place, from),
  ])
);

type Place = typeof PLACES[number];

/** Finished that are not what they should be. */
function handshakeFaults(place: Place, from: Role): Recipe[] {
  const [, setting] = place;
  const isFirst = (setting === proprietary) === (from === "server");
  const fault = (
    id: string,
    comment: string,
    requirement: string,
    flag: string,
    code: number,
    write: (session: SessionWriter) => void,
  ) =>
    broken(place, from, id, comment, requirement, flag, code, (session) => {
      session.handshake(false);
      if (!isFirst) session.finished(other(from));
      write(session);
      // Whoever has not sealed its own Finished yet answers in clear.
      if (isFirst) session.clearAlert(other(from), code);
      else session.sealedAlert(other(from), code);
    });
  return [
    fault(
      "finished-verify",
      `The ${from}'s Finished holds another verify`,
      "FIN-3",
      "Finished",
      bad_finished,
      (session) => {
        const verify = session.verifyOf(from);
        session.finished(from, verify.with(31, verify[31] ^ 1))
          .faulty("verify", "The last bit of verify is flipped");
      },
    ),
    fault(
      "finished-altered",
      `The ${from}'s Finished was changed on the way`,
      "PRO-9",
      "Altered",
      bad_frame_protection,
      (session) =>
        session.finished(from)
          .faulty("altered", "The last bit of the frame is flipped", lastBit),
    ),
  ];
}

/** Frames that were not sealed for their place. */
function establishedFaults(place: Place, from: Role): Recipe[] {
  const peer = other(from);
  const fault = (
    id: string,
    comment: string,
    write: (session: SessionWriter) => void,
    code: number = bad_frame_protection,
    requirement = "PRO-10",
  ) =>
    broken(
      place,
      from,
      id,
      comment,
      requirement,
      "Altered",
      code,
      (session) => {
        write(session.handshake().ping("client", "ping"));
        session.sealedAlert(peer, code);
      },
    );
  return [
    fault(
      "data-altered",
      "A frame was changed on the way",
      (session) =>
        session.dataSealed(from, "fesa", {})
          .faulty("altered", "The last bit of the frame is flipped", lastBit),
    ),
    fault(
      "data-replayed",
      "A frame comes twice",
      (session) =>
        session.ping("client", "again")
          .again(from === "client" ? -2 : -1, "The frame before, again"),
    ),
    fault(
      "frame-dropped",
      "A frame is missing",
      (session) =>
        session.dataSealed(from, "fesa", { sequence: 3 })
          .faulty("skipped", "It is sealed at the number after its own"),
    ),
    fault(
      "frame-reflected",
      `The ${peer}'s own frame comes back`,
      (session) =>
        from === "client"
          ? session.again(-1, "The Pong that the server sent", "client")
          : session.again(-2, "The Ping that the client sent", "server"),
    ),
    fault(
      "clear-alert",
      "A clear Alert after Finished",
      (session) =>
        session.clearAlert(from, AlertCode.aborted)
          .faulty("clear", "It is in clear"),
      unexpected_frame,
      "END-8",
    ),
    fault(
      "clear-data",
      "Data in a clear frame",
      (session) =>
        session.clearData(from, "fesa").faulty("clear", "It is in clear"),
      unexpected_frame,
      "NEG-28",
    ),
    fault(
      "second-finished",
      "Another Finished",
      (session) =>
        session.finished(from).faulty("again", "It comes a second time"),
      unexpected_frame,
      "FIN-9",
    ),
  ];
}

/** What an end that drives does wrong about its own keys. */
function keyUpdateFaults(place: Place, from: Role): Recipe[] {
  const fault = (
    id: string,
    comment: string,
    code: number,
    requirement: string,
    write: (session: SessionWriter) => void,
  ): Recipe => ({
    ...broken(
      place,
      from,
      id,
      comment,
      requirement,
      "Altered",
      code,
      (session) => {
        write(session.handshake().ping(from, "ping").keyUpdate(from, false));
        session.sealedAlert(other(from), code);
      },
    ),
    drives: from,
  });
  return [
    fault(
      "key-update-twice",
      "A KeyUpdate right after another",
      unexpected_frame,
      "KUP-5",
      (session) =>
        session.keyUpdateRefused(from).faulty(
          "again",
          "It comes a second time",
        ),
    ),
    fault(
      "frame-dropped-after-key-update",
      "The first frame under new keys is missing",
      bad_frame_protection,
      "PRO-10",
      (session) =>
        session.dataSealed(from, "fesa", { sequence: 1 })
          .faulty("skipped", "It is sealed at the number after its own"),
    ),
  ];
}

function broken(
  [name, setting, cipher]: Place,
  from: Role,
  id: string,
  comment: string,
  requirement: string,
  flag: string,
  code: number,
  write: (session: SessionWriter) => void,
): Recipe {
  const scene = from === "client" ? name : `${name}/server`;
  return {
    id: `broken/${scene}/${id}`,
    comment,
    requirements: [requirement],
    flag,
    setting,
    cipher,
    code,
    write,
  };
}

function lastBit(frame: Uint8Array): Uint8Array {
  return frame.with(-1, frame[frame.length - 1] ^ 1);
}

function other(role: Role): Role {
  return role === "client" ? "server" : "client";
}
