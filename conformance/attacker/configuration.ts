import type {
  ClientConfiguration,
  ServerConfiguration,
} from "../contract/mod.ts";
import type { ClientHello } from "../tester/hello.ts";
import { SecuritySetting } from "../tester/registry.ts";

const { open, certified } = SecuritySetting;

/** A server that says what it is told, and nothing back. */
export function attackedServer(base: ServerConfiguration): ServerConfiguration {
  return { ...base, echo: false };
}

/** A client that has something to lose: it accepts a lesser setting as well. */
export function attackedClient(base: ClientConfiguration): ClientConfiguration {
  if (!base.settings.includes(certified)) return base;
  return {
    ...base,
    settings: [open, certified],
    identity: { ...base.identity, acceptAny: true },
  };
}

/** The same of the tester's own offer. */
export function attackedOffer(setting: number): Partial<ClientHello> {
  return setting === certified ? { settings: [open, certified] } : {};
}
