/**
 * The FESA Secure Channel Protocol with sockets, for Node and Deno: `listen`,
 * `connect`, and the channel they give.
 *
 * ```ts
 * import { generateKeyPairSync } from "node:crypto";
 * import { connect, listen, SecuritySetting } from "fesa-secure-channel/node";
 *
 * const settings = [SecuritySetting.open];
 * const { privateKey } = generateKeyPairSync("rsa", {
 *   modulusLength: 2048,
 *   privateKeyEncoding: { type: "pkcs8", format: "pem" },
 *   publicKeyEncoding: { type: "spki", format: "pem" },
 * });
 * const server = await listen({
 *   settings,
 *   privateKey,
 *   onChannel: async (channel) => {
 *     for await (const bytes of channel) await channel.write(bytes);
 *   },
 * });
 *
 * const { host, port } = server;
 * const identity = { acceptAny: true }; // A pin would tell whose key it is.
 * const channel = await connect({ host, port, settings, identity });
 * await channel.write(new TextEncoder().encode("hello"));
 * console.log(new TextDecoder().decode(await channel.read()));
 * await channel.close();
 * await server.close();
 * ```
 *
 * @module
 */
export * from "./mod.ts";
export { connect, type ConnectOptions } from "./transport/connect.ts";
export { listen, type SecureServer } from "./transport/listen.ts";
export type { ListenOptions } from "./transport/listen_options.ts";
export { ChannelError, describeEnded } from "./transport/channel_error.ts";
export {
  DEFAULT_SERVER_LIMITS,
  type ServerLimits,
} from "./transport/limits.ts";
export { knownHostsFile } from "./transport/known_hosts_file.ts";
export { SecureChannel } from "./transport/secure_channel.ts";
export type { Session } from "./handshake/handshake.ts";
export type { Ended } from "./channel/events.ts";
export { nodeProvider, systemRandom } from "./keys/node_provider.ts";
