import type { ServerConfig } from "../../../src/handshake/server_config.ts";
import type { ClientHello } from "../../../src/schema/messages.ts";
import { readsHello } from "../hello_change.ts";
import type { Seams } from "../seams.ts";

/** Changes what a connection is decided by, once its ClientHello is there. */
export function decides(
  change: (config: ServerConfig, hello: ClientHello) => Partial<ServerConfig>,
): Seams {
  let config: ServerConfig | undefined;
  return {
    ...readsHello((hello) => {
      if (config) Object.assign(config, change({ ...config }, hello));
      return hello;
    }),
    serverConfig: (plain) => config = plain,
  };
}

/** Both changes of a hello, the second of the other direction. */
export function merged(first: Seams, second: Seams): Seams {
  return {
    provider: (plain) => {
      const once = first.provider?.(plain) ?? plain;
      return second.provider?.(once) ?? once;
    },
    handshake: (plain) => {
      const once = first.handshake?.(plain) ?? plain;
      return second.handshake?.(once) ?? once;
    },
  };
}
