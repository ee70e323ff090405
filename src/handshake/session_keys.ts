import { encodeFrame } from "../frames/frame.ts";
import {
  binding,
  finishedKey,
  masterSecret,
  trafficSecret,
  verifyData,
} from "../keys/key_schedule.ts";
import type { CryptoProvider } from "../keys/provider.ts";
import { FrameType, SecuritySetting } from "../schema/registries.ts";
import { type KeyLog, logKeys } from "./key_log.ts";
import type { Transcript } from "./transcript.ts";

/**
 * Everything a handshake derives once its key exchange is complete
 * (spec/keys.md): the traffic secrets, both Finished, and the binding. All of
 * it follows from TH1, so it is derived in one place and the master secret
 * lives no longer than this call.
 */
export interface SessionKeys {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  /** The verify bytes each end sends. */
  readonly clientVerify: Uint8Array;
  readonly serverVerify: Uint8Array;
  readonly binding: Uint8Array;
}

/** Derives them; `ikm` is erased. `transcript` ends where TH1 does. */
export function deriveSessionKeys(
  provider: CryptoProvider,
  options: {
    setting: number;
    clientRandom: Uint8Array;
    serverRandom: Uint8Array;
    ikm: Uint8Array;
    transcript: Transcript;
    keyLog?: KeyLog;
  },
): SessionKeys {
  const { clientRandom, serverRandom, ikm, transcript } = options;
  const master = masterSecret(provider, clientRandom, serverRandom, ikm);
  ikm.fill(0);
  const th1 = transcript.hash(provider);
  const client = trafficSecret(provider, master, "client", th1);
  const server = trafficSecret(provider, master, "server", th1);
  if (options.keyLog) logKeys(options.keyLog, clientRandom, { client, server });

  const serverFirst = options.setting === SecuritySetting.proprietary;
  const [first, second] = serverFirst ? [server, client] : [client, server];
  const verifyFirst = verify(provider, first, th1);
  const withFirst = transcript.with(finishedFrame(verifyFirst));
  const verifySecond = verify(provider, second, withFirst.hash(provider));
  const withBoth = withFirst.with(finishedFrame(verifySecond));
  const bound = binding(provider, master, withBoth.hash(provider));
  master.fill(0);
  return {
    client,
    server,
    clientVerify: serverFirst ? verifySecond : verifyFirst,
    serverVerify: serverFirst ? verifyFirst : verifySecond,
    binding: bound,
  };
}

/** Erases all of them; what is to be kept is copied before. */
export function eraseSessionKeys(keys: SessionKeys): void {
  for (const secret of Object.values(keys)) secret.fill(0);
}

function verify(
  provider: CryptoProvider,
  secret: Uint8Array,
  th: Uint8Array,
): Uint8Array {
  const key = finishedKey(provider, secret);
  const bytes = verifyData(provider, key, th);
  key.fill(0);
  return bytes;
}

/** A Finished as the transcript has it: as if sent with a header. */
function finishedFrame(verify: Uint8Array): Uint8Array {
  return encodeFrame(FrameType.Finished, verify);
}
