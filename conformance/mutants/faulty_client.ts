import type { ConnectOptions, SecureChannel } from "../../src/node.ts";
import {
  type ClientConfig,
  clientConfig,
} from "../../src/handshake/client_config.ts";
import { ClientHandshake } from "../../src/handshake/client.ts";
import { checkIdentityPolicy } from "../../src/identity/identity_policy.ts";
import {
  type IdentityVerdict,
  judgeIdentity,
} from "../../src/identity/judge_identity.ts";
import { settingsToOffer } from "../../src/identity/tofu.ts";
import { nodeProvider } from "../../src/keys/node_provider.ts";
import { encryptPreMaster } from "../../src/keys/rsa_transport.ts";
import { ChannelError } from "../../src/transport/channel_error.ts";
import { dial } from "../../src/transport/dial.ts";
import { assemble } from "./assemble.ts";
import type { Line } from "./mutant.ts";
import type { Fulfil, JudgeIdentity, Plant } from "./seams.ts";
import { Site } from "./site.ts";

/** `connect` of the reference, with a fault in every connection. */
export function faultyConnect(
  plant: Plant = () => ({}),
  print: (line: Line) => void = () => {},
): (options: ConnectOptions) => Promise<SecureChannel> {
  const memory = new Map<string, Uint8Array>();
  return async (options) => {
    const { host, port, signal, identity: policy = {} } = options;
    const { handshakeTimeoutMs = 10_000 } = options;
    const site = new Site({ role: "client", options, memory, print });
    const seams = plant(site);
    const plain = await configOf(options);
    const config = seams.clientConfig?.({ ...plain }) ?? plain;
    checkIdentityPolicy(policy, plain.settings);
    const timeoutMs = handshakeTimeoutMs;
    const socket = await dial({ host, port, timeoutMs, signal });
    const judge = seams.identity?.(judgeIdentity) ?? judgeIdentity;
    const verdict: { given?: IdentityVerdict } = {};
    return await new Promise((resolve, reject) => {
      const abort = () => site.fail("aborted", "Given up");
      let isEstablished = false;
      assemble(site, seams, {
        socket,
        handshake: (parts) => new ClientHandshake({ ...parts, config }),
        fulfil: () => fulfilWith(options, plain, judge, verdict),
        handshakeTimeoutMs,
        onChannel: (channel) => {
          isEstablished = true;
          const remembered = verdict.given?.remember() ?? Promise.resolve();
          remembered.then(() => resolve(channel), (error) => {
            site.running.failWith(error);
            reject(error);
          });
        },
        onEnded: (ended) => {
          if (!isEstablished) reject(new ChannelError(ended));
          signal?.removeEventListener("abort", abort);
        },
      });
      signal?.addEventListener("abort", abort, { once: true });
    });
  };
}

async function configOf(options: ConnectOptions): Promise<ClientConfig> {
  const { host, port, settings, serverName = host, identity } = options;
  const known = await identity?.tofu?.lookup(serverName || host, port);
  const left = settings && settingsToOffer(settings, known);
  return clientConfig({ ...options, serverName, settings: left });
}

function fulfilWith(
  options: ConnectOptions,
  { serverName }: ClientConfig,
  judge: JudgeIdentity,
  verdict: { given?: IdentityVerdict },
): Fulfil {
  const { host, port, identity: policy = {}, clock = Date.now } = options;
  return async (need) => {
    switch (need.kind) {
      case "identity": {
        verdict.given = await judge({
          ...need,
          policy,
          host: serverName || host,
          port,
          now: new Date(clock()),
          provider: nodeProvider,
        });
        const { method, spki } = verdict.given;
        return { type: "identity", identity: { method, spki } };
      }
      case "encrypt": {
        const { key: { spki }, preMaster } = need;
        const ciphertext = await encryptPreMaster(
          nodeProvider,
          spki,
          preMaster,
        );
        return { type: "encrypted", ciphertext };
      }
      case "decrypt":
        throw new TypeError("A client decrypts no key exchange");
    }
  };
}
