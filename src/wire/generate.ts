import {
  type EnumLayout,
  largest,
  type Layout,
  leastSize,
  type StructLayout,
  type VectorLayout,
  type Width,
} from "./layout.ts";

/** Where the generated file finds what it imports, as import specifiers. */
export interface Places {
  /** The module that exports the type of each struct under its name. */
  readonly types: string;
  /** The folder of `fast_read.ts` and its like. */
  readonly wire: string;
}

/**
 * The TypeScript source of fast codecs: for each of `roots`, and each struct
 * within one, a function that reads it, one that checks and sizes it, and one
 * that writes it. Exports the three of each root under its name, which starts
 * in lower case there. The lines are as long as they come: `deno fmt` it.
 *
 * @throws TypeError when two different structs have one name, or a name is no
 * identifier.
 */
export function generateCodecs(
  roots: readonly StructLayout[],
  { types, wire }: Places,
): string {
  const structs = new Map<string, StructLayout>();
  for (const root of roots) collect(root, structs);
  return [
    `import type { ${[...structs.keys()].sort().join(", ")} } from "${types}";`,
    `import type { Generated } from "${wire}/fast_codec.ts";`,
    `import type { Place } from "${wire}/fast_path.ts";`,
    `import * as read from "${wire}/fast_read.ts";`,
    `import * as size from "${wire}/fast_size.ts";`,
    `import * as write from "${wire}/fast_write.ts";`,
    ...[...structs.values()].flatMap((layout) => [
      "",
      ...(roots.includes(layout) ? [exported(layout), ""] : []),
      readFunction(layout),
      "",
      sizeFunction(layout),
      "",
      writeFunction(layout),
    ]),
    "",
  ].join("\n");
}

/** Notes a struct, then those within it. */
function collect(layout: Layout, structs: Map<string, StructLayout>): void {
  if (layout.kind === "vector") return collect(layout.item, structs);
  if (layout.kind !== "struct") return;
  const { name, fields } = layout;
  const known = structs.get(name);
  if (known === layout) return;
  if (known) throw new TypeError(`Two structs have the name ${name}`);
  for (const word of [name, ...fields.map((field) => field.name)]) {
    if (!/^[A-Za-z_]\w*$/.test(word)) {
      throw new TypeError(`"${word}" in ${name} is no identifier`);
    }
  }
  structs.set(name, layout);
  for (const field of fields) collect(field.layout, structs);
}

function exported({ name }: StructLayout): string {
  const own = name[0].toLowerCase() + name.slice(1);
  return `export const ${own}: Generated<${name}> = {
    read: read${name}, size: size${name}, write: write${name} };`;
}

function readFunction({ name, fields }: StructLayout): string {
  const lines = fields.map((field) =>
    `${field.name}: ${readOf(field.layout, `.${field.name}`)},`
  );
  return `function read${name}(c: read.Cursor): ${name} {
    return {\n${lines.join("\n")}\n};
  }`;
}

function sizeFunction({ name, fields }: StructLayout): string {
  const names = fields.map((field) => `"${field.name}"`).join(", ");
  const sizes = fields.map((field) =>
    sizeOf(field.layout, `v.${field.name}`, `.${field.name}`)
  );
  return `function size${name}(v: ${name}, place: Place): number {
    size.object(v, place, [${names}]);
    return ${sizes.join(" +\n") || "0"};
  }`;
}

function writeFunction({ name, fields }: StructLayout): string {
  const lines = fields.map((field) =>
    `p = ${writeOf(field.layout, `v.${field.name}`, "p")};`
  );
  return `function write${name}(v: ${name}, b: Uint8Array, p: number): number {
    ${lines.join("\n")}
    return p;
  }`;
}

/** The expression that reads a layout off the cursor `c`. */
function readOf(layout: Layout, name: string): string {
  const at = `c, "${name}"`;
  switch (layout.kind) {
    case "uint":
      return number("read", layout.width, at);
    case "enum": {
      const value = number("read", layout.width, at);
      return layout.open
        ? value
        : `read.member(${at}, ${value}, ${closed(layout)})`;
    }
    case "opaque":
      return `read.bytes(${at}, ${layout.length})`;
    case "bytes":
      return `read.bytes(${at}, ${
        readLength(at, layout.prefix, layout.min, layout.max)
      })`;
    case "rest":
      return `read.rest(${at}, ${layout.min}, ${layout.max})`;
    case "vector":
      return readVector(layout, at);
    case "struct":
      return `read.within(${at}, read${layout.name})`;
  }
}

function readLength(
  at: string,
  prefix: Width,
  min: number,
  max: number,
): string {
  return min === 0 && max === largest(prefix)
    ? number("read", prefix, at)
    : `read.length${8 * prefix}(${at}, ${min}, ${max})`;
}

function readVector(layout: VectorLayout, at: string): string {
  const { prefix, item, minItems, maxItems, unique } = layout;
  const min = minItems * leastSize(item);
  const length = readLength(at, prefix, min, largest(prefix));
  if (isShortList(layout)) {
    return `read.u${8 * leastSize(item)}s(${at}, ${length}, ${maxItems}, ${
      unique !== undefined
    })`;
  }
  const read = item.kind === "struct"
    ? `read${item.name}`
    : `(c) => ${readOf(item, "")}`;
  return `read.list(${at}, ${length}, ${prefix}, ${minItems}, ${maxItems}, ${read}${
    keyOf(layout)
  })`;
}

/** The expression that checks `value` and says how many bytes it takes. */
function sizeOf(layout: Layout, value: string, name: string): string {
  const at = `${value}, place, "${name}"`;
  switch (layout.kind) {
    case "uint":
      return number("size", layout.width, at);
    case "enum":
      return layout.open
        ? number("size", layout.width, at)
        : `size.member(${at}, ${closed(layout)})`;
    case "opaque":
      return `size.bytes(${at}, ${layout.length}, ${layout.length})`;
    case "bytes":
      return `${layout.prefix} + size.bytes(${at}, ${layout.min}, ${layout.max})`;
    case "rest":
      return `size.bytes(${at}, ${layout.min}, ${layout.max})`;
    case "vector":
      return `${layout.prefix} + ${sizeVector(layout, at)}`;
    case "struct":
      return `size.within(${at}, size${layout.name})`;
  }
}

function sizeVector(layout: VectorLayout, at: string): string {
  const { prefix, item, minItems, maxItems, unique } = layout;
  const bounds = `${minItems}, ${maxItems}`;
  if (isShortList(layout)) {
    const width = leastSize(item) as Width;
    return `size.numbers(${at}, ${width}, ${largest(width)}, ${bounds}, ${
      unique !== undefined
    })`;
  }
  const size = item.kind === "struct"
    ? `size${item.name}`
    : `(v, place) => ${sizeOf(item, "v", "")}`;
  return `size.list(${at}, ${largest(prefix)}, ${bounds}, ${size}${
    keyOf(layout)
  })`;
}

/** The expression that writes `value` into `b` at `p`. */
function writeOf(layout: Layout, value: string, p: string): string {
  switch (layout.kind) {
    case "uint":
    case "enum":
      return number("write", layout.width, `${value}, b, ${p}`);
    case "opaque":
    case "rest":
      return `write.bytes(${value}, b, ${p})`;
    case "bytes": {
      const { prefix } = layout;
      const length = number("write", prefix, `${value}.length, b, ${p}`);
      return `write.bytes(${value}, b, ${length})`;
    }
    case "vector":
      return writeVector(layout, value, p);
    case "struct":
      return `write${layout.name}(${value}, b, ${p})`;
  }
}

function writeVector(layout: VectorLayout, value: string, p: string): string {
  const { prefix, item } = layout;
  if (isShortList(layout)) {
    const width = leastSize(item);
    const size = width === 1 ? `${value}.length` : `${width} * ${value}.length`;
    const length = number("write", prefix, `${size}, b, ${p}`);
    return `write.u${8 * width}s(${value}, b, ${length})`;
  }
  const write = item.kind === "struct"
    ? `write${item.name}`
    : `(v, b, p) => ${writeOf(item, "v", "p")}`;
  return `write.list(${value}, b, ${p}, ${prefix}, write.u${
    8 * prefix
  }, ${write})`;
}

/** Numbers few enough to compare each to each, of a width with a short cut. */
function isShortList({ item, maxItems }: VectorLayout): boolean {
  const isNumber = item.kind === "uint" || item.kind === "enum" && item.open;
  return isNumber && item.width <= 2 && maxItems <= 0xff;
}

/** The last argument of a list that has to be unique: what by. */
function keyOf({ unique }: VectorLayout): string {
  if (!unique) return "";
  return unique.by === "value"
    ? ", (item) => item"
    : `, (item) => item.${unique.field}`;
}

/** The arguments that say what a closed registry holds. */
function closed({ width, registry, values }: EnumLayout): string {
  const known = Object.values(values).join(", ");
  return `${width}, "${registry}", [${known}]`;
}

/** A call of the function for numbers of a width: `read.u16(…)`. */
function number(half: string, width: Width, args: string): string {
  return `${half}.u${8 * width}(${args})`;
}
