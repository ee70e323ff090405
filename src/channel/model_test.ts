import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Agreed,
  type Deed,
  type Due,
  End,
  type Heard,
  sealedSize,
} from "../../conformance/model/end.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import {
  Cipher,
  COMPRESSED_BIT,
  Compression,
  FrameType,
  SecuritySetting,
} from "../schema/registries.ts";
import { type MemoryEnd, MemoryPair } from "./memory_pair.ts";
import { deploymentKey, testKey } from "./test_keys.ts";

const ROLES = ["client", "server"] as const;
type Role = typeof ROLES[number];
const MAX_FRAME = 4_096;

test("two ends do what the model of the specification foretells", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ commands, ...kind }) => {
      const setup = () => ({ model: modelOf(kind), real: new Real(kind) });
      await fc.asyncModelRun(setup, commands);
    }),
    { numRuns: 200, includeErrorInReport: true },
  );
});

/** What is under way from an end: a frame, as the model has it. */
interface Model {
  readonly ends: Readonly<Record<Role, End>>;
  readonly underWay: Readonly<Record<Role, Heard[]>>;
  /** The last Protected frame that arrived from an end can be played again. */
  readonly last: Partial<Record<Role, Heard>>;
}

interface Kind {
  readonly setting: number;
  readonly cipher: number;
}

function modelOf({ setting, cipher }: Kind): Model {
  const agreed = (role: Role): Agreed => ({
    role,
    setting,
    cipher,
    compression: Compression.deflate,
    maxFrame: MAX_FRAME,
  });
  return {
    ends: {
      client: new End(agreed("client"), "WAIT_SERVER_HELLO"),
      server: new End(agreed("server"), "WAIT_CLIENT_HELLO"),
    },
    underWay: { client: [clear(FrameType.ClientHello)], server: [] },
    last: {},
  };
}

/** Two connections, what is under way between them, and what came of it. */
class Real {
  readonly underWay: Readonly<Record<Role, Uint8Array[]>> = {
    client: [],
    server: [],
  };
  readonly last: Partial<Record<Role, Uint8Array>> = {};
  readonly #pair: MemoryPair;
  readonly #ready: Promise<void>;

  constructor({ setting, cipher }: Kind) {
    this.#pair = new MemoryPair({
      client: {
        serverName: "fesa.example",
        settings: [setting],
        deploymentKey,
        maxFrame: MAX_FRAME,
        compressions: [Compression.none, Compression.deflate],
      },
      server: {
        settings: [setting],
        ...(setting !== SecuritySetting.proprietary && { algorithm: cipher }),
        privateKey: testKey,
        certificates: [Uint8Array.of(1)],
        deploymentKeys: [{ key: deploymentKey }],
        deflateSettings: [setting],
      },
      provider: nodeProvider,
      random: systemRandom,
    });
    this.#ready = this.#settle();
  }

  end(role: Role): MemoryEnd {
    return this.#pair[role];
  }

  /** Does something, and keeps what comes of it under way. */
  async act(work: () => void): Promise<void> {
    await this.#ready;
    work();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await this.#pair.run((from, chunks) => {
      this.underWay[from].push(...framesIn(joinChunks(chunks)));
      return [];
    });
  }
}

type Command = fc.AsyncCommand<Model, Real>;

/** The next frame under way from an end arrives, or arrives damaged. */
class Deliver implements Command {
  readonly from: Role;
  readonly how: "whole" | "flipped" | "again";

  constructor(from: Role, how: Deliver["how"]) {
    this.from = from;
    this.how = how;
  }

  check({ underWay, last }: Readonly<Model>): boolean {
    if (this.how === "again") return last[this.from] !== undefined;
    const [next] = underWay[this.from];
    return next !== undefined &&
      (this.how === "whole" || next.form === "protected");
  }

  async run(model: Model, real: Real): Promise<void> {
    const { from, how } = this;
    const heard = how === "again"
      ? model.last[from]!
      : model.underWay[from].shift()!;
    const bytes = how === "again"
      ? real.last[from]!
      : (await real.act(() => {}), real.underWay[from].shift()!);
    const to = other(from);
    if (how === "whole" && heard.form === "protected") {
      model.last[from] = heard;
      real.last[from] = bytes;
    }
    const isDamaged = how !== "whole" && heard.form === "protected";
    model.ends[to].hears(isDamaged ? { ...heard, inner: undefined } : heard);
    const arriving = new Uint8Array(bytes);
    if (how === "flipped") arriving[arriving.length - 1] ^= 1;
    await real.act(() => real.end(to).connection.receive(arriving));
    compare(model, real);
  }

  toString(): string {
    return `${this.from} → ${this.how}`;
  }
}

/** An application does something. */
class Do implements Command {
  readonly who: Role;
  readonly deed: Deed;

  constructor(who: Role, deed: Deed) {
    this.who = who;
    this.deed = deed;
  }

  check({ ends }: Readonly<Model>): boolean {
    const { state, pings } = ends[this.who];
    if (state === "ENDED") return false;
    if (this.deed.do === "abort") {
      return state !== "CLOSING" && state !== "DRAINING";
    }
    return state === "ESTABLISHED" &&
      (this.deed.do !== "ping" || pings.length < 16);
  }

  async run(model: Model, real: Real): Promise<void> {
    const { who, deed } = this;
    model.ends[who].does(deed);
    const { connection } = real.end(who);
    await real.act(() => {
      switch (deed.do) {
        case "send":
        case "ping": {
          const { content, compressed: compress } = deed;
          return connection[deed.do](content, { compress });
        }
        case "keyUpdate":
          return void connection.updateKeys(deed.request === 1);
        case "close":
          return connection.close();
        case "abort":
          return connection.fail("aborted", "The application gives up");
      }
    });
    compare(model, real);
  }

  toString(): string {
    return `${this.who} ${this.deed.do}`;
  }
}

/** The stream from an end is over. */
class Cut implements Command {
  readonly from: Role;

  constructor(from: Role) {
    this.from = from;
  }

  check({ ends }: Readonly<Model>): boolean {
    return ends[other(this.from)].state !== "DRAINING";
  }

  async run(model: Model, real: Real): Promise<void> {
    const to = other(this.from);
    model.underWay[this.from].length = 0;
    model.ends[to].hears({ form: "eof" });
    await real.act(() => real.end(to).connection.receiveEnd());
    real.underWay[this.from].length = 0;
    compare(model, real);
  }

  toString(): string {
    return `${this.from} cut`;
  }
}

/** Lets the model's ends say what they owe, and holds all of it together. */
function compare(model: Model, real: Real): void {
  for (const role of ROLES) {
    const end = model.ends[role];
    for (let due; (due = end.due.shift()) !== undefined;) {
      // Under a key that has sealed nothing there is nothing to update.
      if (due.type === FrameType.KeyUpdate && end.seals === 0) continue;
      model.underWay[role].push(spoken(end, due));
      end.says(due);
    }
  }
  for (const role of ROLES) {
    const { connection, events } = real.end(role);
    const end = model.ends[role];
    assert.equal(
      real.underWay[role].length,
      model.underWay[role].length,
      `frames of the ${role}`,
    );
    const data = events.flatMap((event) =>
      event.type === "data" ? [...event.chunks] : []
    );
    assert.deepEqual(
      new Uint8Array(joinChunks(data)),
      new Uint8Array(joinChunks(end.delivered)),
    );
    assert.deepEqual(reported(connection.ended), foretold(end));
    assert.equal(
      connection.session !== undefined,
      end.isEstablished,
      `the ${role} is established`,
    );
  }
}

function reported(ended: MemoryEnd["connection"]["ended"]) {
  if (ended?.how !== "alert") return ended;
  const { how, code, local } = ended;
  return { how, code, local };
}

function foretold({ ended }: End) {
  if (ended?.how !== "alert") return ended;
  const { how, codes: [code], local } = ended;
  return { how, code, local };
}

/** A frame of an end's, as the other hears it. */
function spoken(
  { agreed, hasSealed }: End,
  { type, content, compressed }: Due,
): Heard {
  if (type < FrameType.Finished) return clear(type);
  if (type === FrameType.Alert && !hasSealed) {
    return { form: "clear", type, length: 1, code: content[0] };
  }
  const size = type === FrameType.Finished ? 32 : content.length;
  const bit = compressed ? COMPRESSED_BIT : 0;
  return {
    form: "protected",
    length: sealedSize(agreed.cipher, 1 + size),
    inner: { type: type | bit, size, content },
  };
}

function clear(type: number): Heard {
  return { form: "clear", type, length: 0 };
}

function framesIn(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 4 + (bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]);
    frames.push(bytes.slice(at, at + size));
    at += size;
  }
  return frames;
}

function other(role: Role): Role {
  return role === "client" ? "server" : "client";
}

const role = fc.constantFrom(...ROLES);
const content = fc.integer({ min: 1, max: 3_000 })
  .map((size) => new Uint8Array(size).fill(size));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom("send" as const, "ping" as const),
      content,
      compressed: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("keyUpdate" as const),
      request: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "close" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "abort" as const }) },
);
/** Damage and endings are rare, so that a conversation gets somewhere. */
const how = fc.constantFrom(
  ...Array<"whole">(38).fill("whole"),
  "flipped" as const,
  "again" as const,
);
const wholes = fc.tuple(role, how).map(([from, how]) => new Deliver(from, how));
const deeds = fc.tuple(role, deed).map(([who, deed]) => new Do(who, deed));
const cuts = fc.tuple(role, fc.nat(30)).map(([from, n]) =>
  n === 0 ? new Cut(from) : new Deliver(from, "whole")
);
const plan = fc.record({
  setting: fc.constantFrom(
    SecuritySetting.proprietary,
    SecuritySetting.open,
    SecuritySetting.certified,
  ),
  algorithm: fc.constantFrom(
    Cipher["AES-256-GCM"],
    Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  ),
  commands: fc.commands([wholes, wholes, cuts, deeds], {
    maxCommands: 60,
    size: "max",
  }),
}).map(({ setting, algorithm, commands }) => ({
  setting,
  cipher: setting === SecuritySetting.proprietary
    ? Cipher["ChaCha20-Poly1305"]
    : algorithm,
  commands,
}));
