import { Buffer } from "node:buffer";
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Line, SinkReport } from "./sink.ts";

/** A receiving process that runs, and what a sender needs to know of it. */
export class SinkProcess {
  readonly ports: Readonly<Record<Line, number>>;
  readonly deploymentKey: Uint8Array;
  readonly anchor: Uint8Array;
  readonly #child: ChildProcess;

  /** For `start`. */
  private constructor(
    child: ChildProcess,
    listening: Extract<SinkReport, { type: "listening" }>,
  ) {
    this.#child = child;
    this.ports = listening.ports;
    this.deploymentKey = fromHex(listening.deploymentKey);
    this.anchor = fromHex(listening.anchor);
  }

  /** Starts one and waits until it listens. */
  static async start(): Promise<SinkProcess> {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const child = fork(
      fileURLToPath(new URL(`./sink_bin.${extension}`, import.meta.url)),
    );
    return new SinkProcess(child, await next(child, "listening"));
  }

  /** What arrives next, whole: how much, and its hash. */
  received(): Promise<Extract<SinkReport, { type: "received" }>> {
    return next(this.#child, "received");
  }

  /** Processor time it has used, in microseconds. */
  async cpu(): Promise<number> {
    this.#child.send("cpu");
    return (await next(this.#child, "cpu")).microseconds;
  }

  /** From now on it sends back what new connections send. */
  async echo(): Promise<void> {
    this.#child.send("echo");
    await next(this.#child, "cpu");
  }

  stop(): void {
    this.#child.disconnect();
  }
}

function next<T extends SinkReport["type"]>(
  child: ChildProcess,
  type: T,
): Promise<Extract<SinkReport, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
    };
    const onMessage = (message: unknown): void => {
      const report = message as SinkReport;
      if (report.type !== type) return;
      done();
      resolve(report as Extract<SinkReport, { type: T }>);
    };
    const onExit = (status: number | null): void => {
      done();
      reject(new Error(`The receiving process ended with status ${status}`));
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}

function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}
