import { toBigInt } from "./bytes.ts";
import type { ClientHello, Extension, ServerHello } from "./hello.ts";
import { MAX_CERTIFICATES, RANDOM_SIZE } from "./registry.ts";
import { Violation } from "./violation.ts";

/** Reads a ClientHello's body strictly: every shape rule, no meaning. */
export function parseClientHello(body: Uint8Array): ClientHello {
  const at = new Cursor("ClientHello", body);
  const hello: ClientHello = {
    versions: at.list("versions", 2),
    random: at.take("random", RANDOM_SIZE),
    settings: at.list("settings", 1),
    ciphers: at.list("ciphers", 2),
    compressions: at.list("compressions", 1),
    maxFrame: at.uint("maxFrame", 3),
    serverName: at.vector("serverName", 1),
    extensions: at.extensions(),
  };
  at.end();
  return hello;
}

/** Reads a ServerHello's body strictly: every shape rule, no meaning. */
export function parseServerHello(body: Uint8Array): ServerHello {
  const at = new Cursor("ServerHello", body);
  const hello: ServerHello = {
    version: at.uint("version", 2),
    random: at.take("random", RANDOM_SIZE),
    setting: at.uint("setting", 1),
    cipher: at.uint("cipher", 2),
    compression: at.uint("compression", 1),
    maxFrame: at.uint("maxFrame", 3),
    extensions: at.extensions(),
  };
  at.end();
  return hello;
}

/** Reads a ServerCertificate's body strictly: the DER of each, leaf first. */
export function parseServerCertificate(body: Uint8Array): Uint8Array[] {
  const outer = new Cursor("ServerCertificate", body);
  const inner = new Cursor("ServerCertificate", outer.vector("certs", 3));
  outer.end();
  const certificates: Uint8Array[] = [];
  while (!inner.done) {
    const der = inner.vector(`certs[${certificates.length}]`, 3);
    if (der.length === 0) inner.refuse("FRM-7", "an empty certificate");
    certificates.push(der);
  }
  if (certificates.length < 1 || certificates.length > MAX_CERTIFICATES) {
    inner.refuse("FRM-7", `${certificates.length} certificates`);
  }
  return certificates;
}

class Cursor {
  readonly #name: string;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(name: string, bytes: Uint8Array) {
    this.#name = name;
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(field: string, size: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (size > left) {
      this.refuse("FRM-6", `${field} of ${size} bytes with ${left} left`);
    }
    this.#at += size;
    return this.#bytes.slice(this.#at - size, this.#at);
  }

  uint(field: string, size: number): number {
    return Number(toBigInt(this.take(field, size)));
  }

  vector(field: string, size: number): Uint8Array {
    return this.take(field, this.uint(`the length of ${field}`, size));
  }

  list(field: string, size: number): number[] {
    const bytes = this.vector(field, 1);
    if (bytes.length === 0) this.refuse("FRM-7", `${field} empty`);
    if (bytes.length % size !== 0) {
      this.refuse("FRM-6", `${field} of ${bytes.length} bytes`);
    }
    const values: number[] = [];
    for (let i = 0; i < bytes.length; i += size) {
      values.push(Number(toBigInt(bytes.subarray(i, i + size))));
    }
    if (new Set(values).size < values.length) {
      this.refuse("FRM-7", `a duplicate in ${field}`);
    }
    return values;
  }

  extensions(): Extension[] {
    const inner = new Cursor(this.#name, this.vector("extensions", 2));
    const extensions: Extension[] = [];
    while (!inner.done) {
      const type = inner.uint("extension type", 2);
      const data = inner.vector("extension data", 2);
      if (extensions.some((other) => other.type === type)) {
        this.refuse("FRM-7", `extension ${type} twice`);
      }
      extensions.push({ type, data });
    }
    return extensions;
  }

  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) this.refuse("FRM-6", `${left} bytes after the last field`);
  }

  refuse(requirement: string, observed: string): never {
    throw new Violation(
      requirement,
      `a ${this.#name} that parses exactly`,
      `${observed} (at byte ${this.#at})`,
    );
  }
}
