import { randomInt, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parties } from "../../chains/parties.ts";
import { pinOf } from "../../chains/mod.ts";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { type ClientCase, clientCase } from "../../runner/case.ts";
import type {
  AcceptOverrides,
  ClientContext,
} from "../../runner/client_context.ts";
import { FrameType, SecuritySetting } from "../../tester/registry.ts";
import {
  throwawayKey,
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../tester/throwaway_keys.ts";
import type { TesterServer } from "../../tester/tester_server.ts";
import { Violation } from "../../tester/violation.ts";
import { requireIdentity } from "./require_identity.ts";
import { requireNoOpen } from "./require_no_open.ts";

const { open, certified } = SecuritySetting;

/** Trust on first use: what is written, when, and what comes of it. */
export const tofu: readonly ClientCase[] = [
  tofuCase({
    id: "client-tofu",
    title: "A key is remembered at first use, and another refused after",
    requirements: ["IDN-13", "IDN-19", "IDN-14"],
    async run(client) {
      for (let i = 0; i < 2; i++) await client.accepts("rsa2048");
      for (let i = 0; i < 2; i++) await client.refuses("other2048", "IDN-13");
      await client.accepts("rsa2048");
    },
  }),
  tofuCase({
    id: "client-tofu-after-finished",
    title: "A key that was never shown to be its sender's is not remembered",
    requirements: ["IDN-19"],
    async run(client) {
      const peer = await client.until("ServerFinished", "other2048");
      peer.sendFinished(new Uint8Array(32));
      await peer.expectAlert("bad_finished", "FIN-2");
      await client.leave(peer);
      await client.accepts("rsa2048");
      await client.refuses("other2048", "IDN-13");
    },
  }),
  tofuCase({
    id: "client-tofu-other-name",
    title: "A record is for one name",
    requirements: ["IDN-13"],
    async run(client) {
      await client.accepts("rsa2048");
      await client.accepts("other2048", { serverName: "other.fesa.example" });
      await client.refuses("other2048", "IDN-13");
    },
  }),
  tofuCase({
    id: "client-tofu-other-port",
    title: "A record is for one port",
    requirements: ["IDN-13"],
    async run(client) {
      await client.accepts("rsa2048");
      await client.accepts("other2048", { port: await freePort() });
      await client.refuses("other2048", "IDN-13");
    },
  }),
  tofuCase({
    id: "client-tofu-beside-pin",
    title: "A key that is pinned is refused where another is remembered",
    requirements: ["IDN-20", "IDN-13"],
    async run(client) {
      await client.accepts("rsa2048");
      const { identity } = client;
      client.identity = { ...identity, pin: pinOf("other2048") };
      await client.refuses("other2048", "IDN-20");
      await client.refuses("rsa2048", "IDN-12");
    },
  }),
  tofuCase({
    id: "client-tofu-in-certified",
    title: "A key remembered in open is the only one in certified too",
    requirements: ["IDN-13", "IDN-20"],
    settings: ["certified"],
    async run(client) {
      await client.accepts("other2048", { settings: [open] }, open);
      await client.refuses("rsa2048", "IDN-13");
    },
  }),
  tofuCase({
    id: "client-tofu-no-downgrade",
    title: "A server once seen in certified is not offered open any more",
    requirements: ["IDN-13"],
    settings: ["certified"],
    async run(client) {
      await client.accepts("rsa2048");
      await client.offersCertifiedAlone();
    },
  }),
  tofuCase({
    id: "client-tofu-raised",
    title: "A server seen in open and then in certified is not offered open",
    requirements: ["IDN-13"],
    settings: ["certified"],
    async run(client) {
      await client.accepts("rsa2048", { settings: [open] }, open);
      await client.accepts("rsa2048");
      await client.offersCertifiedAlone();
    },
  }),
  tofuCase({
    id: "client-tofu-nothing-left",
    title: "A client that a record leaves nothing to offer does not dial",
    requirements: ["IDN-13"],
    settings: ["certified"],
    async run(client, t) {
      await client.accepts("rsa2048");
      const config = client.config({ settings: [open] });
      await requireNoOpen(t, "IDN-13", config, client.port);
    },
  }),
];

/** What of a configuration one connection has otherwise. */
type Changes = Partial<
  Pick<ClientConfiguration, "serverName" | "port" | "settings">
>;

interface TofuCase {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** `open` if left out. */
  readonly settings?: readonly ["certified"];
  readonly run: (client: RememberingClient, t: ClientContext) => Promise<void>;
}

/** A case with a place for records of its own, which is gone after it. */
function tofuCase({ id, run, settings, ...rest }: TofuCase): ClientCase {
  return clientCase({
    ...rest,
    id: `identity/${id}`,
    settings: settings ?? ["open"],
    needs: ["tofu"],
    async run(t) {
      const path = join(tmpdir(), `fesa-conformance-${randomUUID()}`);
      try {
        await run(new RememberingClient(t, path, await freePort()), t);
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    },
  });
}

/** A client that meets one server again and again. */
class RememberingClient {
  readonly port: number;
  identity: ClientConfiguration["identity"];
  readonly #t: ClientContext;

  constructor(t: ClientContext, tofu: string, port: number) {
    this.#t = t;
    this.port = port;
    this.identity = { tofu };
  }

  /** The case's configuration with the records, and these changes. */
  config(
    changes: Changes = {},
  ): (base: ClientConfiguration) => ClientConfiguration {
    return (base) => ({
      ...base,
      port: this.port,
      ...changes,
      identity: { trust: base.identity.trust, ...this.identity },
    });
  }

  /** Demands a connection under a key, and ends it in order. */
  async accepts(
    key: ThrowawayKeyName,
    changes: Changes = {},
    setting = this.#t.setting,
  ): Promise<void> {
    const peer = await this.#t.establish(this.#with(key, changes, setting));
    await peer.ping();
    const told = await this.#t.established(peer);
    const method = setting === certified ? "certificate" : "tofu";
    requireIdentity(told, method, peer.options.spki);
    await peer.close();
    await this.#t.leave(peer);
  }

  /** Demands that a key is refused. */
  async refuses(key: ThrowawayKeyName, requirement: string): Promise<void> {
    const peer = await this.until("ServerKey", key);
    peer.sendKey();
    await peer.expectAlert("key_not_trusted", requirement);
    await this.leave(peer);
  }

  /** Goes up to a step under a key. */
  until(
    step: Parameters<TesterServer["until"]>[0],
    key: ThrowawayKeyName,
  ): Promise<TesterServer> {
    return this.#t.until(step, this.#with(key, {}, this.#t.setting));
  }

  leave(peer: TesterServer): Promise<void> {
    return this.#t.leave(peer);
  }

  /** Demands that `open`, configured beside `certified`, is not offered. */
  async offersCertifiedAlone(): Promise<void> {
    const settings = [open, certified];
    const peer = await this.#t.until("ServerHello", {
      config: this.config({ settings }),
    });
    if (peer.hello.settings.includes(open)) {
      throw new Violation(
        "IDN-13",
        "certified alone, for a server that was seen in it",
        `settings [${peer.hello.settings}]`,
      );
    }
    peer.sendFrame(FrameType.Alert, Uint8Array.of(0x50), "clear Alert");
    await peer.expectEnd("the end after a clear Alert", "END-10");
  }

  #with(
    key: ThrowawayKeyName,
    changes: Changes,
    setting: number,
  ): AcceptOverrides {
    return {
      config: this.config(changes),
      key: throwawayKey(key),
      spki: throwawaySpki(key),
      chain: [parties.leaf({ key })],
      setting,
    };
  }
}

/**
 * A port that was free a moment ago: a known host has one that stays. It is
 * below those that systems give to connections, which would take it again.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
