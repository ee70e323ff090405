import { makeChain } from "../../../conformance/tester/certificates.ts";
import { throwawayKeyPem } from "../../../conformance/tester/throwaway_keys.ts";
import {
  connect,
  type ConnectOptions,
  listen,
  type ListenOptions,
  type SecureChannel,
  type SecureServer,
  SecuritySetting,
} from "../../../src/node.ts";
import { SERVER_NAME } from "../make/handshake.ts";

const { proprietary, open, certified } = SecuritySetting;

/** The deployment key of every test's server. */
export const DEPLOYMENT_KEY: Uint8Array = new Uint8Array(32).fill(0xd1);

/** The server's RSA key, PEM. */
export const SERVER_PEM: string = throwawayKeyPem("rsa2048");

/** A server that has every setting, and echoes unless told otherwise. */
export async function testServer(
  options: Partial<ListenOptions> = {},
): Promise<SecureServer> {
  const { chain } = await makeChain(SERVER_NAME, "rsa2048");
  return await listen({
    settings: [proprietary, open, certified],
    privateKey: SERVER_PEM,
    certificates: chain.map(({ der }) => der),
    deploymentKeys: [{ key: DEPLOYMENT_KEY }],
    onChannel: echo,
    ...options,
  });
}

/** Sends back whatever comes. */
export async function echo(channel: SecureChannel): Promise<void> {
  for await (const bytes of channel) await channel.write(bytes);
}

/** A client of such a server in one setting. */
export async function testClient(
  port: number,
  setting: number,
  options: Partial<ConnectOptions> = {},
): Promise<SecureChannel> {
  const { anchor } = await makeChain(SERVER_NAME, "rsa2048");
  return await connect({
    host: "127.0.0.1",
    port,
    settings: [setting],
    serverName: SERVER_NAME,
    ...(setting === open && { identity: { acceptAny: true } }),
    ...(setting === certified && {
      identity: { trust: { anchors: [anchor.der] } },
    }),
    ...(setting === proprietary && { deploymentKey: DEPLOYMENT_KEY }),
    ...options,
  });
}

/** Writes, and reads as much back. */
export async function echoed(
  channel: SecureChannel,
  text: string,
  compress = false,
): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  await channel.write(bytes, { compress });
  for (let left = bytes.length; left > 0;) {
    left -= (await channel.read())?.length ?? left;
  }
}
