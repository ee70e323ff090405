import {
  AlertCode,
  Cipher,
  COMPRESSED_BIT,
  COMPRESSION_HEADROOM,
  FrameType,
  MAX_OUTSTANDING_PINGS,
} from "../tester/registry.ts";
import { type End, sealedSize } from "./end.ts";
import type { Step } from "./step.ts";

const { Data, Ping, Pong, KeyUpdate, Alert, Protected } = FrameType;

/** What of the tester's own end decides whether a step makes sense. */
export interface Own {
  /** Whether it has sealed a frame under its present key. */
  readonly hasSealed: boolean;
  /** Whether it has keys at all. */
  readonly hasKeys: boolean;
  /** Whether it has frames of either direction to play again. */
  readonly hasSent: boolean;
  readonly hasReceived: boolean;
  /** Whether the target's application obeys. */
  readonly commands: boolean;
}

/**
 * Whether the tester may take a step now: a legal one, or a fault whose answer
 * the model foretells. After its own `close`, and the target's end, it is over.
 */
export function mayStep(step: Step, end: End, own: Own): boolean {
  if (end.state === "ENDED" || end.state === "DRAINING") return false;
  if (step.do === "settle") return end.isEstablished;
  // What the application was told and has not done yet may end it first.
  if (isWaiting(end)) {
    return isQuiet(step) && isLegal(step, end, own);
  }
  switch (step.do) {
    case "fin":
      return step.cut === 0 || own.hasKeys;
    case "clear": {
      const { type, length } = step;
      if (type === Protected && takesProtected(end)) return false;
      return end.faultsOf({ form: "clear", type, length }).length > 0;
    }
    case "alert":
      // A clear one that is refused is a clear frame like any other.
      if (step.form === "clear") return true;
      return end.isEstablished && step.code !== AlertCode.close;
    case "header":
      return isRefusedAtOnce(step.length, end);
    case "inner":
      return own.hasKeys && isForetold(step, end);
    case "sealed":
      return end.isEstablished &&
        (step.how !== "again" || own.hasSent) &&
        (step.how !== "reflected" || own.hasReceived);
    case "deflate":
      return isCompressing(end) && hasContent(step.type) &&
        // Whether a Pong is awaited comes before what it holds.
        (step.type !== Pong || !isPinging(end));
    default:
      return isLegal(step, end, own);
  }
}

/** Whether it looks at Protected frames: those are other steps' to send. */
function takesProtected({ isEstablished, state }: End): boolean {
  return isEstablished || state === "WAIT_FINISHED";
}

/** What any end may do that is Established. */
function isLegal(step: Step, end: End, own: Own): boolean {
  if (!end.isEstablished) return false;
  switch (step.do) {
    case "data":
    case "ping":
      if (step.do === "ping" && unanswered(end) >= MAX_OUTSTANDING_PINGS) {
        return false;
      }
      return fits(step, end);
    case "keyUpdate":
      return own.hasSealed;
    case "close":
      return true;
    case "command":
      if (!own.commands || end.state !== "ESTABLISHED") return false;
      if (step.deed === "ping" && pinging(end) >= MAX_OUTSTANDING_PINGS) {
        return false;
      }
      return step.deed === "keyUpdate" || step.size <= end.agreed.maxFrame;
    default:
      return false;
  }
}

/** What changes nothing about how the connection ends. */
function isQuiet(step: Step): boolean {
  return step.do === "data" || step.do === "ping" ||
    step.do === "keyUpdate" || step.do === "close";
}

function fits(
  { do: what, size, compress }: Extract<Step, { do: "data" | "ping" }>,
  end: End,
): boolean {
  const { maxFrame } = end.agreed;
  if (what === "data" && size === 0) return false;
  if (!compress) return size <= maxFrame;
  return isCompressing(end) && size > 0 &&
    size <= maxFrame - COMPRESSION_HEADROOM;
}

/** Content that the tester must not lose count of is left to other steps. */
function isForetold(
  { type, size, byte }: Extract<Step, { do: "inner" }>,
  end: End,
): boolean {
  const { cipher, maxFrame } = end.agreed;
  const base = type & ~COMPRESSED_BIT;
  if (!end.isEstablished) return size <= 2 * maxFrame;
  if (sealedSize(cipher, 1 + size) > sealedSize(cipher, 1 + maxFrame)) {
    return true;
  }
  if (base !== type && hasContent(base) && isCompressing(end) && size > 0) {
    return false;
  }
  switch (type) {
    case KeyUpdate:
      return size !== 1 || byte > 1 || end.opens === 0;
    case Alert:
      return size !== 1;
    case Ping:
      return unanswered(end) < MAX_OUTSTANDING_PINGS;
    case Pong:
      return !isPinging(end);
    default:
      return true;
  }
}

/** Lengths of Protected that are a fault whatever the body holds. */
function isRefusedAtOnce(length: number, end: End): boolean {
  const { cipher, maxFrame } = end.agreed;
  if (!end.isEstablished) {
    return end.state !== "WAIT_FINISHED" || length !== sealedSize(cipher, 33);
  }
  const isTripleDes = cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
  return length > sealedSize(cipher, 1 + maxFrame) ||
    length < sealedSize(cipher, 0) || (isTripleDes && length % 8 !== 0);
}

/** Pings of the tester's that the target has not answered. */
function unanswered(end: End): number {
  return end.due.filter(({ type }) => type === Pong).length;
}

/** Pings of the target's, said or still to be. */
function pinging(end: End): number {
  return end.pings.length +
    end.due.filter(({ type }) => type === Ping).length;
}

/** Whether which Ping of the target's a Pong would answer isn't known. */
function isPinging(end: End): boolean {
  return end.due.some(({ type }) => type === Ping);
}

/** Whether the application was told to close, and has not. */
function isWaiting(end: End): boolean {
  return end.due.some(({ type }) => type === Alert);
}

function isCompressing(end: End): boolean {
  return end.isEstablished && end.agreed.compression === 1;
}

function hasContent(type: number): boolean {
  return type === Data || type === Ping || type === Pong;
}
