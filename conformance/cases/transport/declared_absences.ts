import type { Event, RequiredWord } from "../../contract/mod.ts";
import { askServer } from "../../runner/ask_server.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { isUnsupported, takeRefusal } from "../../runner/refusal.ts";
import type { ControlledProcess } from "../../runner/controlled_process.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import {
  type CipherName,
  CIPHERS,
  ciphersOf,
  type SettingName,
  SETTINGS,
} from "../../runner/setup.ts";
import type { ClientHello } from "../../tester/hello.ts";
import { Compression, SecuritySetting } from "../../tester/registry.ts";
import { NotApplicable, Violation } from "../../tester/violation.ts";

const START_PATIENCE_MS = 10_000;

const fields = {
  title: "What the profile declares absent is absent",
  requirements: ["CNF-1"],
  killsNone: "A mutant is run without a profile that declares parts absent",
} as const;

/**
 * A part that is there and is declared absent would go untested: under the
 * contract it must be refused, and on the wire it must not be negotiated.
 */
export const declaredAbsences = [
  serverCase({
    ...fields,
    id: "transport/server-lacks-what-it-declares",
    async run(t) {
      const { configuration } = t.server;
      const words = declared(t.absent);
      if (configuration === undefined) {
        for (const word of words) await isNotGranted(t, word);
        return;
      }
      await Promise.all(words.map((word) => {
        const requires = [...configuration.requires, word];
        return isRefused(t.start({ ...configuration, requires }), word);
      }));
    },
  }),
  clientCase({
    ...fields,
    id: "transport/client-lacks-what-it-declares",
    async run(t) {
      const words = declared(t.absent);
      if (!t.isControlled) {
        const peer = await t.until("ServerHello");
        return isNotOffered(peer.hello, words);
      }
      await Promise.all(words.map(async (word) => {
        // Nobody listens there: one that claims the part dials for nothing.
        const config = { port: 9, requires: [word] };
        const child = await t.start((base) => ({ ...base, ...config }));
        await isRefused(child, word);
      }));
    },
  }),
];

function declared(absent: readonly RequiredWord[]): readonly RequiredWord[] {
  if (absent.length > 0) return absent;
  throw new NotApplicable("The profile declares nothing absent");
}

async function isRefused(
  child: ControlledProcess,
  word: RequiredWord,
): Promise<void> {
  try {
    const event = await child.wait(
      (event): event is Event => event.event !== "ready",
      START_PATIENCE_MS,
    );
    if (event !== undefined && isUnsupported(event)) {
      return await takeRefusal(child, event, [word]);
    }
    throw lie(
      word,
      event === undefined
        ? child.exit === undefined
          ? "no event"
          : `an exit with ${child.exitText}`
        : `"${event.event}" where requires holds it`,
    );
  } finally {
    await child.stop(100);
  }
}

/** Offers a server the part, wherever that can be offered. */
async function isNotGranted(
  t: ServerContext,
  word: RequiredWord,
): Promise<void> {
  for (const setting of SETTINGS) {
    for (const cipher of ciphersOf(setting)) {
      const isOffered = word === setting || word === cipher ||
        (word === "deflate" && setting === t.setup.setting);
      if (isOffered) await notGranted(t, word, setting, cipher);
    }
  }
}

async function notGranted(
  t: ServerContext,
  word: RequiredWord,
  setting: SettingName,
  cipher: CipherName,
): Promise<void> {
  const { wire } = await t.server.dial(t.patience);
  try {
    const { answer } = await askServer(wire, {
      transcript: t.transcript,
      setting: SecuritySetting[setting],
      cipher: CIPHERS[cipher],
      compressions: [0, 1],
      serverName: t.server.serverName,
      deploymentKey: t.server.deploymentKey ?? new Uint8Array(32),
      deploymentKeyId: t.server.deploymentKeyId,
    }, t.patience);
    if (answer.kind !== "granted") return;
    const compresses = answer.hello.compression === Compression.deflate;
    if (word === "deflate" && !compresses) return;
    throw lie(
      word,
      `a ServerHello that selects ${setting}/${cipher}${
        compresses ? " with deflate" : ""
      }`,
    );
  } finally {
    wire.leave();
  }
}

function isNotOffered(
  { settings, ciphers, compressions }: ClientHello,
  words: readonly RequiredWord[],
): void {
  const offered: readonly string[] = [
    ...SETTINGS.filter((name) => settings.includes(SecuritySetting[name])),
    ...(Object.keys(CIPHERS) as CipherName[])
      .filter((name) => ciphers.includes(CIPHERS[name])),
    ...compressions.includes(Compression.deflate) ? ["deflate"] : [],
  ];
  const word = words.find((one) => offered.includes(one));
  if (word !== undefined) throw lie(word, `an offer of ${word}`);
}

function lie(word: RequiredWord, observed: string): Violation {
  return new Violation(
    "CNF-1",
    `no ${word}, which the profile declares absent`,
    observed,
    `Take ${word} into the profile, so that it is tested`,
  );
}
