/**
 * The FESA Secure Channel Protocol with sockets, for Node and Deno: `listen`,
 * `connect`, and the channel they give.
 *
 * @module
 */
export * from "./mod.ts";
export { connect, type ConnectOptions } from "./transport/connect.ts";
export {
  listen,
  type ListenOptions,
  type SecureServer,
} from "./transport/listen.ts";
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
