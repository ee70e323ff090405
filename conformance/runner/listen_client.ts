import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { resolve } from "node:path";
import type { ClientConfiguration } from "../contract/mod.ts";
import { parsePem } from "../tester/pem.ts";
import type { ClientHello } from "../tester/hello.ts";
import { parseClientHello } from "../tester/parse.ts";
import { FrameType, SecuritySetting } from "../tester/registry.ts";
import type { TesterServerOptions } from "../tester/tester_server.ts";
import { Inconclusive, NotApplicable, Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { asClientCase, type Case } from "./case.ts";
import { ClientContext } from "./client_context.ts";
import type { ClientConnection, ClientSource } from "./client_source.ts";
import type { CaseEnvironment } from "./environment.ts";
import { listenOn } from "./listen_on.ts";
import { absentWords, type Profile, profileDeploymentKey } from "./profile.ts";
import {
  type CipherName,
  CIPHERS,
  ciphersOf,
  FIRST_ROW,
  SETTINGS,
  type Setup,
} from "./setup.ts";
import type { OpenCase, Target, TargetDescription } from "./target.ts";

/** How long (ms) a client that has dialled before is waited for. */
const NEXT_PATIENCE_MS = 10_000;
/** A client that was left waiting for so long (ms) may have given up. */
const STALE_MS = 4_000;

interface Arrival {
  readonly wire: Wire;
  readonly at: number;
}

/**
 * A client that somebody else runs and that dials by itself, again and again:
 * each connection serves one case, in the order in which they come.
 */
export class ListenClientTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = false;
  readonly jobs = 1;
  spoken = false;
  /** What was found in its first ClientHello, for `--write-profile`. */
  found: Profile = {};
  readonly #port: number;
  readonly #profile: Profile;
  readonly #materials: Partial<TesterServerOptions>;
  readonly #firstPatience: number;
  readonly #onListening: (port: number) => void;
  readonly #arrived: Arrival[] = [];
  #waiting: ((wire: Wire | undefined) => void) | undefined;
  #server: Server | undefined;
  #gone = false;

  /**
   * `firstPatience` is milliseconds until it must have dialled for the first
   * time; `onListening` is told the port once it may.
   */
  constructor(
    port: number,
    profile: Profile,
    firstPatience: number,
    onListening: (port: number) => void,
  ) {
    this.#port = port;
    this.#onListening = onListening;
    this.#profile = profile;
    this.#firstPatience = firstPatience;
    this.#materials = profileMaterials(profile);
    const { implementation } = profile;
    this.description = {
      role: "client",
      ...(implementation === undefined ? {} : { implementation }),
      address: `port ${port}`,
    };
  }

  async rows(): Promise<readonly Setup[]> {
    await this.#listen();
    const wire = await this.#next(this.#firstPatience);
    if (wire === undefined) {
      throw new Inconclusive(
        `No client dialled port ${this.#port}`,
        "not-dialled",
      );
    }
    const offer = await this.#firstOffer(wire);
    // One that can't be read is for the basic handshake to judge.
    if (offer === undefined) return [FIRST_ROW];
    const { settings, ciphers } = this.#profile;
    const offered = SETTINGS.filter((setting) =>
      offer.settings.includes(SecuritySetting[setting])
    );
    const rows = offered.filter((setting) =>
      (settings?.includes(setting) ?? true) && this.#able(setting)
    ).flatMap((setting) =>
      ciphersOf(setting).filter((cipher) =>
        offer.ciphers.includes(CIPHERS[cipher]) &&
        (ciphers?.includes(cipher) ?? true)
      ).map((cipher) => ({ setting, cipher, compression: false }))
    );
    const { folder: _, ...declared } = this.#profile;
    this.found = {
      ...declared,
      roles: ["client"],
      settings: offered,
      ciphers: (Object.keys(CIPHERS) as CipherName[])
        .filter((cipher) => offer.ciphers.includes(CIPHERS[cipher])),
      compressions: offer.compressions.filter((one) => one === 0 || one === 1),
    };
    if (rows.length > 0) return rows;
    throw new Inconclusive(
      `The client offers ${offered.join(", ") || "no known setting"}: ` +
        "declare a certificate and key, or a deployment key, in a profile",
      "not-started",
    );
  }

  /** Reads the ClientHello, and leaves it to be read again. */
  async #firstOffer(wire: Wire): Promise<ClientHello | undefined> {
    const patience = Math.min(NEXT_PATIENCE_MS, this.#firstPatience);
    const seen = await wire.next(patience);
    if (seen.kind !== "frame" || seen.type !== FrameType.ClientHello) {
      throw new Inconclusive(
        "What dialled does not speak the protocol: no ClientHello came",
        "not-fesa",
      );
    }
    wire.unread(seen.raw);
    this.#arrived.unshift({ wire, at: performance.now() });
    try {
      return parseClientHello(seen.body);
    } catch (error) {
      if (error instanceof Violation) return undefined;
      throw error;
    }
  }

  // deno-lint-ignore require-await
  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const clientCase = asClientCase(theCase);
    const { config, needs = [] } = clientCase;
    if (config !== undefined || needs.some((need) => need !== "deflate")) {
      throw new NotApplicable("Needs the control contract");
    }
    const compresses = this.found.compressions?.includes(1) === true;
    if (environment.setup.compression && !compresses) {
      throw new NotApplicable("The client does not offer compression");
    }
    const context = new ClientContext(this.#source(), environment);
    return {
      run: () => clientCase.run(context),
      settle: () => context.settle(),
      abandon: () => context.abandon(),
      release: () => undefined,
    };
  }

  stop(): Promise<void> {
    this.#server?.close();
    for (const { wire } of this.#arrived) wire.destroy();
    return Promise.resolve();
  }

  #able(setting: string): boolean {
    if (setting === "certified") return this.#materials.chain !== undefined;
    if (setting === "open") return true;
    return this.#materials.deploymentKey !== undefined;
  }

  #source(): ClientSource {
    return {
      materials: this.#materials,
      absent: absentWords(this.#profile),
      connect: (config) => this.#connect(config),
    };
  }

  async #connect(
    config?: (base: ClientConfiguration) => ClientConfiguration,
  ): Promise<ClientConnection> {
    if (config !== undefined) {
      throw new NotApplicable("Needs the control contract");
    }
    const patience = Math.min(NEXT_PATIENCE_MS, this.#firstPatience);
    const wire = this.#gone ? undefined : await this.#next(patience);
    if (wire !== undefined) {
      return { wire, mark: 0, extra: () => 0, done: () => {} };
    }
    this.#gone = true;
    throw new Inconclusive("The client did not dial again", "not-dialled");
  }

  #next(patience: number): Promise<Wire | undefined> {
    const ready = this.#fresh();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patience);
      this.#waiting = (wire) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(wire);
      };
    });
  }

  /** The first that waits, without those that have waited for too long. */
  #fresh(): Wire | undefined {
    while (true) {
      const arrival = this.#arrived.shift();
      if (arrival === undefined) return undefined;
      const { wire, at } = arrival;
      const isStale = performance.now() - at > STALE_MS;
      if (!isStale && !wire.isEnded) return wire;
      wire.destroy();
    }
  }

  async #listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const wire = new Wire(socket);
      wire.onSpoken = () => this.spoken = true;
      if (this.#waiting !== undefined) this.#waiting(wire);
      else this.#arrived.push({ wire, at: performance.now() });
    });
    this.#server = server;
    try {
      this.#onListening(await listenOn(server, this.#port));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new Inconclusive(error.message, "not-listening");
    }
  }
}

function profileMaterials(profile: Profile): Partial<TesterServerOptions> {
  const deploymentKey = profileDeploymentKey(profile);
  const secret = deploymentKey === undefined ? {} : { deploymentKey };
  if (profile.certificate === undefined || profile.key === undefined) {
    return secret;
  }
  const read = (path: string): string => {
    const whole = resolve(profile.folder ?? ".", path);
    try {
      return readFileSync(whole, "utf8");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RangeError(`Cannot read ${whole}: ${why}`);
    }
  };
  const key = createPrivateKey(read(profile.key));
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    ...secret,
    key,
    spki: new Uint8Array(spki),
    chain: parsePem(read(profile.certificate)),
  };
}
