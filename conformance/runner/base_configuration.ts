import type {
  ClientConfiguration,
  ServerConfiguration,
} from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import { SecuritySetting } from "../tester/registry.ts";
import {
  materials,
  TEST_CLOCK,
  TEST_DEPLOYMENT_KEY,
  TEST_NAME,
} from "./materials.ts";
import { CIPHERS, type SettingName, type Setup } from "./setup.ts";

/** What a server may have beside its row. */
export interface ServerParts {
  /** A server of an RSA setting serves those of them that it has. */
  readonly settings: readonly SettingName[];
  readonly deflate: boolean;
}

/** A server's configuration in a row, before a case's override. */
export async function baseServerConfiguration(
  setup: Setup,
  { settings, deflate }: ServerParts,
): Promise<ServerConfiguration> {
  const { keyPem, chain } = await materials();
  const proprietary = setup.setting === "proprietary";
  const served = settings.filter((name) =>
    (name === "proprietary") === proprietary
  );
  return {
    contract: "fesa-control/1",
    role: "server",
    host: "127.0.0.1",
    port: 0,
    settings: served.map((name) => SecuritySetting[name]),
    ciphers: [CIPHERS[setup.cipher]],
    compressions: setup.compression || (proprietary && deflate) ? [0, 1] : [0],
    minimumRsaBits: 2048,
    maxFrame: 262_144,
    serverNames: [TEST_NAME],
    ...(proprietary ? { deploymentKey: hex(TEST_DEPLOYMENT_KEY) } : {
      certificate: chain.map(({ pem }) => pem).join(""),
      key: keyPem,
    }),
    clock: TEST_CLOCK,
    echo: true,
    requires: [],
  };
}

/** A client's configuration in a row, before any override. */
export async function baseClientConfiguration(
  setup: Setup,
): Promise<ClientConfiguration> {
  const { anchor } = await materials();
  const { setting } = setup;
  return {
    contract: "fesa-control/1",
    role: "client",
    host: "127.0.0.1",
    port: 0,
    settings: [SecuritySetting[setting]],
    ciphers: [CIPHERS[setup.cipher]],
    compressions: setup.compression ? [0, 1] : [0],
    minimumRsaBits: 2048,
    maxFrame: 262_144,
    serverName: TEST_NAME,
    identity: {
      ...(setting === "open" ? { acceptAny: true } : {}),
      ...(setting === "certified" ? { trust: anchor.pem } : {}),
    },
    ...(setting === "proprietary"
      ? { deploymentKey: hex(TEST_DEPLOYMENT_KEY) }
      : {}),
    clock: TEST_CLOCK,
    requires: [],
  };
}
