import process from "node:process";
import {
  AlertCode,
  type Ended,
  listen,
  type ListenOptions,
  nameOf,
  type SecureChannel,
  type SecureServer,
  SecuritySetting,
} from "../../src/node.ts";
import { asUsageError } from "../library_error.ts";
import { namesOf } from "../registry_names.ts";

/** Prints one line of JSON. */
export type PrintEvent = (event: Readonly<Record<string, unknown>>) => void;

/** What a server does with each channel, besides reporting it. */
export type Application = (channel: SecureChannel) => Promise<void>;

/** Sends back whatever comes. */
export const echo: Application = async (channel) => {
  for await (const bytes of channel) await channel.write(bytes);
};

/** Reads whatever comes, and answers nothing. */
export const discard: Application = async (channel) => {
  for await (const _ of channel);
};

/**
 * Listens, and prints an event for each connection: `established`, and `ended`
 * or, where it came to no channel, `refused`.
 *
 * @throws UsageError where it can't listen.
 */
export async function runServer(
  options: Omit<ListenOptions, "onChannel">,
  application: Application,
  print: PrintEvent,
): Promise<SecureServer> {
  try {
    return await listen({
      ...options,
      onChannel: (channel) => void serve(channel, application, print),
      onRefused: (ended, remote) =>
        print({ event: "refused", remote, ...describe(ended) }),
    });
  } catch (error) {
    throw asUsageError(error);
  }
}

/** The names of settings, for the event `listening`. */
export function settingNames(settings: readonly number[]): string[] {
  return settings.map((setting) => nameOf(SecuritySetting, setting));
}

/**
 * Resolves when the process is asked to end, by SIGTERM or SIGINT. A second
 * time it ends at once.
 */
export function terminationAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const [signal, number] of Object.entries(SIGNALS)) {
      let isAsked = false;
      process.on(signal, () => {
        if (isAsked) process.exit(128 + number);
        isAsked = true;
        resolve();
      });
    }
  });
}

const SIGNALS = { SIGINT: 2, SIGTERM: 15 };

async function serve(
  channel: SecureChannel,
  application: Application,
  print: PrintEvent,
): Promise<void> {
  const { remote, session } = channel;
  const { maxFrame, serverName } = session;
  print({
    event: "established",
    remote,
    ...namesOf(session),
    maxFrame,
    serverName,
  });
  try {
    await application(channel);
  } catch {
    // The channel failed under it: that is what `ended` says.
  }
  print({ event: "ended", remote, ...describe(await channel.ended) });
}

function describe(ended: Ended): Record<string, unknown> {
  if (ended.how !== "alert") return { how: ended.how };
  const { how, code, local, authenticated, message } = ended;
  const alert = nameOf(AlertCode, code);
  return { how, alert, local, ...(local ? { message } : { authenticated }) };
}
