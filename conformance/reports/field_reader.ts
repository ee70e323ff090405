import type { Layout, StructLayout } from "../../src/mod.ts";
import { numberAt } from "../generators/dissect.ts";
import { hex } from "../tester/bytes.ts";
import { requirementOnField } from "./field_requirements.ts";
import type { ReportedField } from "./reported_entry.ts";

const BYTES_SHOWN = 32;
const NUMBERS_SHOWN = 24;

/** How a number is to be shown. */
export interface NumberStyle {
  /** Its names; without it, the number is a quantity. */
  readonly registry?: Readonly<Record<string, number>>;
  /** Another value than the bytes say, and a word before it. */
  readonly value?: number;
  readonly note?: string;
}

/**
 * Reads the fields of a layout from bytes that may hold anything: what is
 * there is noted, up to where the bytes, or sense, end.
 */
export class FieldReader {
  readonly fields: ReportedField[] = [];
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Notes the fields of a struct from `at` on, which should end by `limit`;
   * where it ends, or undefined where that can't be told.
   */
  read(
    layout: StructLayout,
    path: string,
    at: number,
    limit: number = this.#bytes.length,
  ): number | undefined {
    return this.#take(layout, path, at, limit);
  }

  /** Notes a number; where it ends. */
  number(
    path: string,
    start: number,
    width: number,
    { registry, value, note = "" }: NumberStyle = {},
  ): number | undefined {
    const end = start + width;
    if (end > this.#bytes.length) return this.#cut(path, start);
    const number = value ?? numberAt(this.#bytes, start, end);
    this.#note(path, start, end, `${note}${spelt(number, width, registry)}`);
    return end;
  }

  /** Notes a string of bytes; `whole` is where it should end. */
  bytes(path: string, start: number, end: number, whole = end): void {
    const there = this.#bytes.subarray(start, end);
    const size = whole - start;
    const most = there.subarray(0, BYTES_SHOWN);
    const more = size > most.length ? "…" : "";
    const text = /^[\x21-\x7e]+$/.test(latin(there)) && more === ""
      ? `"${latin(there)}"`
      : `${hex(most)}${more}`;
    const plural = size === 1 ? "byte" : "bytes";
    const sized = `${size} ${plural}${size === 0 ? "" : `: ${text}`}`;
    this.#note(path, start, Math.min(end, this.#bytes.length), sized);
  }

  #take(
    layout: Layout,
    path: string,
    at: number,
    limit: number,
  ): number | undefined {
    switch (layout.kind) {
      case "uint":
        return this.number(path, at, layout.width);
      case "enum":
        return this.number(path, at, layout.width, { registry: layout.values });
      case "opaque":
        return this.#string(path, at, at + layout.length, limit);
      case "rest":
        return this.#string(path, at, limit, limit);
      case "bytes": {
        const content = this.number(`${path} (length)`, at, layout.prefix);
        if (content === undefined) return undefined;
        const end = content + numberAt(this.#bytes, at, content);
        return this.#string(path, content, end, limit);
      }
      case "vector": {
        const content = this.number(`${path} (length)`, at, layout.prefix);
        if (content === undefined) return undefined;
        const end = content + numberAt(this.#bytes, at, content);
        return this.#list(layout.item, path, content, end, limit);
      }
      case "struct": {
        let next: number | undefined = at;
        for (const field of layout.fields) {
          if (next === undefined) return undefined;
          const place = `${path}.${field.name}`;
          next = this.#take(field.layout, place, next, limit);
        }
        return next;
      }
    }
  }

  #string(
    path: string,
    start: number,
    end: number,
    limit: number,
  ): number | undefined {
    if (end > limit) return this.#cut(path, start);
    this.bytes(path, start, Math.min(end, this.#bytes.length), end);
    return end <= this.#bytes.length ? end : undefined;
  }

  #list(
    item: Layout,
    path: string,
    start: number,
    end: number,
    limit: number,
  ): number | undefined {
    if (end > limit) return this.#cut(path, start);
    if (item.kind === "enum" || item.kind === "uint") {
      return this.#numbers(item, path, start, end);
    }
    let at: number | undefined = start;
    for (let i = 0; at !== undefined && at < end; i++) {
      at = this.#take(item, `${path}[${i}]`, at, end);
    }
    return at;
  }

  #numbers(
    item: Layout & { readonly kind: "enum" | "uint" },
    path: string,
    start: number,
    end: number,
  ): number | undefined {
    if (end > this.#bytes.length) return this.#cut(path, start);
    const registry = item.kind === "enum" ? item.values : undefined;
    const values: string[] = [];
    let at = start;
    for (; at + item.width <= end; at += item.width) {
      const value = numberAt(this.#bytes, at, at + item.width);
      values.push(spelt(value, item.width, registry));
    }
    const more = values.length - NUMBERS_SHOWN;
    const text = values.slice(0, NUMBERS_SHOWN).join(", ") +
      (more > 0 ? `, and ${more} more` : "") +
      (at < end ? `, and ${end - at} odd bytes` : "");
    this.#note(path, start, end, text === "" ? "empty" : text);
    return end;
  }

  /** Notes what is left where more was promised. */
  #cut(path: string, start: number): undefined {
    const left = Math.max(0, this.#bytes.length - start);
    if (left > 0) {
      const there = hex(this.#bytes.subarray(start, start + BYTES_SHOWN));
      this.#note(path, start, start + left, `cut off: ${there}`);
    }
    return undefined;
  }

  #note(path: string, start: number, end: number, value: string): void {
    const requirement = requirementOnField(path);
    this.fields.push({
      path,
      start,
      end,
      value,
      ...(requirement === undefined ? {} : { requirement }),
    });
  }
}

function spelt(
  value: number,
  width: number,
  registry?: Readonly<Record<string, number>>,
): string {
  if (registry === undefined) return String(value);
  const number = `0x${value.toString(16).padStart(2 * width, "0")}`;
  const name = Object.keys(registry).find((key) => registry[key] === value);
  return name === undefined ? number : `${name} (${number})`;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, BYTES_SHOWN + 1));
}
