import type { Event, ServerConfiguration } from "../../contract/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { hex } from "../../tester/bytes.ts";
import { throwawayKeyPem } from "../../tester/throwaway_keys.ts";
import { NotApplicable, Violation } from "../../tester/violation.ts";

/** Nothing that a generator gives, and legal all the same. */
const SAME_BYTES: readonly number[] = [0x00, 0xff];
const START_PATIENCE_MS = 3_000;

/** What an end makes of the keys it is configured with. */
export const configuredKeys = [
  ...SAME_BYTES.flatMap((byte) => {
    const deploymentKey = new Uint8Array(32).fill(byte);
    const name = hex(Uint8Array.of(byte));
    const fields = {
      title: `A deployment key of 32 bytes ${name} is a key like any other`,
      requirements: ["KEX-18"],
      settings: ["proprietary"] as const,
      needs: ["contract"] as const,
    };
    return [
      serverCase({
        ...fields,
        id: `keys/server-deployment-key-${name}`,
        config: (base) => ({ ...base, deploymentKey: hex(deploymentKey) }),
        run: async (t) => await (await t.establish({ deploymentKey })).ping(),
      }),
      clientCase({
        ...fields,
        id: `keys/client-deployment-key-${name}`,
        config: (base) => ({ ...base, deploymentKey: hex(deploymentKey) }),
        run: async (t) => await (await t.establish({ deploymentKey })).ping(),
      }),
    ];
  }),
  ...[31, 33].map((size) =>
    serverCase({
      id: `keys/server-deployment-key-of-${size}`,
      title: `A server does not start with a deployment key of ${size} bytes`,
      requirements: ["KEX-18"],
      settings: ["proprietary"],
      needs: ["contract"],
      run: (t) =>
        doesNotListen(t, "KEX-18", (base) => ({
          ...base,
          deploymentKey: "6b".repeat(size),
        })),
    })
  ),
  serverCase({
    id: "keys/server-key-below-minimum",
    title: "A server does not start with a key below its own minimum",
    requirements: ["KEX-5"],
    settings: ["open"],
    needs: ["contract"],
    run: (t) =>
      doesNotListen(t, "KEX-5", (base) => ({
        ...base,
        minimumRsaBits: 3072,
        key: throwawayKeyPem("rsa2048"),
      })),
  }),
];

/**
 * Demands that a server refuses a configuration: that it ends, or says nothing
 * of a port. Why it does is its own: an exit is all that a test sees of it.
 */
async function doesNotListen(
  t: ServerContext,
  requirement: string,
  change: (base: ServerConfiguration) => ServerConfiguration,
): Promise<void> {
  const { configuration } = t.server;
  if (configuration === undefined) {
    throw new NotApplicable("Nothing is started under the contract");
  }
  const child = t.start(change({ ...configuration, port: 0 }));
  try {
    const event = await child.wait(isListening, START_PATIENCE_MS);
    if (event === undefined) return;
    throw new Violation(
      requirement,
      "an exit before it listens",
      JSON.stringify(event),
    );
  } finally {
    await child.stop(100);
  }
}

function isListening(
  event: Event,
): event is Extract<Event, { event: "listening" }> {
  return event.event === "listening";
}
