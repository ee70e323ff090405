import type { RandomSource } from "../keys/provider.ts";
import { RANDOM_SIZE } from "../schema/limits.ts";
import type { ClientHello, Extension } from "../schema/messages.ts";
import {
  ExtensionType,
  GREASE_U16,
  GREASE_U8,
  Version,
} from "../schema/registries.ts";
import type { ClientConfig } from "./client_config.ts";

/** The request for key exchange that a configuration asks for. */
export function clientHelloOf(
  config: ClientConfig,
  random: RandomSource,
): ClientHello {
  const extensions: Extension[] = [];
  if (config.deploymentKeyId) {
    extensions.push({
      type: ExtensionType.deployment_key_id,
      data: config.deploymentKeyId,
    });
  }
  const hello: ClientHello = {
    versions: [Version.v1],
    random: random("client random", RANDOM_SIZE),
    settings: [...config.settings],
    ciphers: [...config.ciphers],
    compressions: [...config.compressions],
    maxFrame: config.maxFrame,
    serverName: new TextEncoder().encode(config.serverName),
    extensions,
  };
  return config.grease ? withGrease(hello, random("GREASE", 16)) : hello;
}

/** The hello with one meaningless value in each list, at drawn places. */
function withGrease(hello: ClientHello, draw: Uint8Array): ClientHello {
  const list = (values: number[], pool: readonly number[], at: number) => {
    const grease = pool[draw[at] % pool.length];
    return values.toSpliced(draw[at + 1] % (values.length + 1), 0, grease);
  };
  const extension: Extension = {
    type: GREASE_U16[draw[8] % GREASE_U16.length],
    data: draw.slice(10, 10 + draw[9] % 4),
  };
  return {
    ...hello,
    versions: list(hello.versions, GREASE_U16, 0),
    settings: list(hello.settings, GREASE_U8, 2),
    ciphers: list(hello.ciphers, GREASE_U16, 4),
    compressions: list(hello.compressions, GREASE_U8, 6),
    extensions: [...hello.extensions, extension],
  };
}
