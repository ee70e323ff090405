import { Cipher, FrameType, SecuritySetting } from "../../../src/mod.ts";
import type { StateOptions } from "../reference/reach_state.ts";

/** A state as the vectors use it, and what the spec's table says of it. */
export interface StateRow extends StateOptions {
  readonly name: string;
  /** The one type it accepts, a clear Alert apart. */
  readonly accepts: number;
  /** Whether a clear Alert may come: nothing was opened yet. */
  readonly clearAlert: boolean;
}

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const MAX_FRAME = 4_096;

/** Every state of both roles, Protected ones with each kind of cipher. */
export const STATE_ROWS: readonly StateRow[] = [
  clear("s0", "server", "WAIT_CLIENT_HELLO", open, FrameType.ClientHello),
  clear("s1", "server", "WAIT_KEY_EXCHANGE", open, FrameType.ClientKeyExchange),
  ...sealed("s2", "server", "WAIT_FINISHED", true),
  ...sealed("e-server", "server", "ESTABLISHED", false),
  clear("c0", "client", "WAIT_SERVER_HELLO", open, FrameType.ServerHello),
  clear("c1-open", "client", "WAIT_SERVER_KEY", open, FrameType.ServerKey),
  clear(
    "c1-certified",
    "client",
    "WAIT_SERVER_KEY",
    certified,
    FrameType.ServerCertificate,
  ),
  ...sealed("c2", "client", "WAIT_FINISHED", true),
  ...sealed("e-client", "client", "ESTABLISHED", false),
];

function clear(
  name: string,
  role: StateRow["role"],
  state: StateRow["state"],
  setting: number,
  accepts: number,
): StateRow {
  return {
    name,
    role,
    state,
    setting,
    cipher: AES,
    compression: 0,
    maxFrame: MAX_FRAME,
    accepts,
    clearAlert: true,
  };
}

function sealed(
  name: string,
  role: StateRow["role"],
  state: StateRow["state"],
  clearAlert: boolean,
): StateRow[] {
  const row = (suffix: string, setting: number, cipher: number) => ({
    ...clear(`${name}-${suffix}`, role, state, setting, FrameType.Protected),
    cipher,
    clearAlert,
  });
  return [
    row("aes", open, AES),
    row("3des", open, TDES),
    row("chacha20", proprietary, CHACHA),
  ];
}
