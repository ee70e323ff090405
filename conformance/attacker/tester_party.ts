import { createHash } from "node:crypto";
import type { Told } from "../model/line.ts";
import { fromHex, hex } from "../tester/bytes.ts";
import { alertFrame } from "../tester/frame.ts";
import { alertOf, type InnerFrame, type Received } from "../tester/received.ts";
import { AlertCode, type AlertName, FrameType } from "../tester/registry.ts";
import { TesterClient } from "../tester/tester_client.ts";
import type { TesterServer } from "../tester/tester_server.ts";
import type { ClientHello } from "../tester/hello.ts";
import { Violation } from "../tester/violation.ts";
import type { Agreement, Party } from "./party.ts";

const { Data, Ping, Pong, KeyUpdate, Alert } = FrameType;

/**
 * The tester as an honest end: it ends a connection at the first thing that is
 * not as it should be, and says why.
 */
export class TesterParty implements Party {
  readonly name = "tester";
  agreement: Agreement | undefined;
  ended: Party["ended"];
  pongs = 0;
  readonly #peer: TesterClient | TesterServer;
  readonly #hash = createHash("sha256");
  readonly #next: (patience?: number) => Promise<Received>;
  /** What came last: it tells how a handshake ended. */
  #seen: Received | undefined;
  /** What a client offers otherwise than its row says. */
  readonly #offer: Partial<ClientHello>;
  #count = 0;
  #hasClosed = false;

  constructor(
    peer: TesterClient | TesterServer,
    offer: Partial<ClientHello> = {},
  ) {
    this.#peer = peer;
    this.#offer = offer;
    this.#next = peer.next.bind(peer);
    peer.next = async (patience) => this.#seen = await this.#next(patience);
  }

  get delivered(): Party["delivered"] {
    return { count: this.#count, sha256: this.#hash.copy().digest("hex") };
  }

  /** Runs the whole connection; resolves once it is over. */
  async run(): Promise<void> {
    try {
      const peer = this.#peer;
      if (peer instanceof TesterClient) {
        await peer.until("Established", { hello: this.#offer });
      } else await peer.until("Established");
      const { schedule, serverHello } = peer;
      const { setting, cipher, compression, maxFrame } = serverHello;
      const binding = hex(schedule.binding);
      this.agreement = { setting, cipher, compression, maxFrame, binding };
      while (this.ended === undefined) this.#take(await this.#peer.next());
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#refuse();
    }
  }

  tell(command: Told): void {
    if (this.ended !== undefined || this.#hasClosed) return;
    const peer = this.#peer;
    switch (command.do) {
      case "send":
        // No bytes are no frame of Data.
        if (command.bytes === "") return;
        return peer.send(Data, fromHex(command.bytes));
      case "ping":
        return peer.send(Ping, fromHex(command.bytes));
      case "keyUpdate":
        if (peer.sealer!.sequence === 0n) return;
        return peer.sendKeyUpdate(command.request ? 1 : 0);
      case "close":
        this.#hasClosed = true;
        return peer.sendAlert("close");
      case "abort":
        return this.#fail("aborted");
    }
  }

  #take(seen: Received): void {
    if (seen.kind === "inner") return this.#opened(seen);
    if (seen.kind === "fin" || seen.kind === "reset") {
      return this.#end("truncated");
    }
    this.#fail("unexpected_frame");
  }

  #opened(inner: InnerFrame): void {
    switch (inner.type) {
      case Data:
        this.#count += inner.content.length;
        this.#hash.update(inner.content);
        return;
      case Ping:
        if (this.#hasClosed) return;
        return this.#peer.send(Pong, inner.content, {
          compress: inner.compressed,
        });
      case Pong:
        this.pongs++;
        return;
      case KeyUpdate:
        this.#peer.opener!.update();
        if (inner.content[0] === 1) this.tell({ do: "keyUpdate", request: 0 });
        return;
      case Alert:
        return this.#obey(inner.content[0]);
      default:
        return this.#fail("unexpected_frame");
    }
  }

  #obey(code: number): void {
    if (code !== AlertCode.close) return this.#end("alert");
    if (!this.#hasClosed) this.tell({ do: "close" });
    this.#end("clean");
  }

  /** Something is wrong: an Alert is due, unless the peer has ended it. */
  #refuse(): void {
    const seen = this.#seen;
    if (seen !== undefined && alertOf(seen) !== undefined) {
      return this.#end("alert");
    }
    const isOver = seen?.kind === "fin" || seen?.kind === "reset";
    if (isOver) return this.#end("truncated");
    this.#fail("bad_frame_protection");
  }

  #fail(name: AlertName): void {
    const peer = this.#peer;
    const hasSealed = (peer.sealer?.sequence ?? 0n) > 0n ||
      (peer.sealer?.generation ?? 0) > 0;
    if (!this.#hasClosed && hasSealed) peer.sendAlert(name);
    else if (!this.#hasClosed) {
      peer.sendBytes(alertFrame(AlertCode[name]), `Alert ${name}`);
    }
    this.#end("alert");
  }

  #end(how: "clean" | "truncated" | "alert"): void {
    this.ended = { how };
    this.#peer.wire.finish();
  }
}
