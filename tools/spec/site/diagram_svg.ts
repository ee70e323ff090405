import { escape } from "./escape.ts";

/** The size of one character's cell, in pixels. */
const WIDTH = 8;
const HEIGHT = 17;

/**
 * An SVG of a figure drawn in characters: lines of `─│┌┐└┘├┤┬┴┼` or `-|+=`,
 * arrow heads at their ends, and everything else as text in its place.
 * `title` names the figure for those who don't see it.
 */
export function diagramSvg(figure: string, title: string): string {
  const grid = new Grid(figure);
  const lines: string[] = [];
  const heads: string[] = [];
  const texts: string[] = [];
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const stroke = grid.strokeAt(row, column);
      if (stroke === undefined) continue;
      lines.push(strokePath(row, column, stroke));
      if (stroke.head) heads.push(headPath(row, column, stroke.head));
    }
    texts.push(...textRuns(grid, row).map(textElement));
  }
  const [width, height] = [grid.width * WIDTH, grid.height * HEIGHT];
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<path class="line" d="${lines.join("")}"/>`,
    heads.length > 0 ? `<path class="head" d="${heads.join("")}"/>` : "",
    ...texts,
    "</svg>",
  ].join("");
}

type Direction = "up" | "down" | "left" | "right";

/** What a character draws: lines from its middle, perhaps an arrow head. */
interface Stroke {
  readonly to: readonly Direction[];
  readonly double?: boolean;
  readonly head?: Direction;
}

const BOX: Readonly<Record<string, readonly Direction[]>> = {
  "─": ["left", "right"],
  "│": ["up", "down"],
  "┌": ["down", "right"],
  "┐": ["down", "left"],
  "└": ["up", "right"],
  "┘": ["up", "left"],
  "├": ["up", "down", "right"],
  "┤": ["up", "down", "left"],
  "┬": ["down", "left", "right"],
  "┴": ["up", "left", "right"],
  "┼": ["up", "down", "left", "right"],
};

const STEP: Readonly<Record<Direction, readonly [number, number]>> = {
  up: [-1, 0],
  down: [1, 0],
  left: [0, -1],
  right: [0, 1],
};

const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  up: "down",
  down: "up",
  left: "right",
  right: "left",
};

/** Characters that point, and where from their line comes. */
const HEADS: Readonly<Record<string, Direction>> = {
  ">": "left",
  "<": "right",
  "v": "up",
  "^": "down",
};

class Grid {
  readonly height: number;
  readonly width: number;
  readonly #rows: readonly (readonly string[])[];

  constructor(figure: string) {
    this.#rows = figure.split("\n").map((line) => [...line]);
    this.height = this.#rows.length;
    this.width = Math.max(...this.#rows.map((row) => row.length));
  }

  at(row: number, column: number): string {
    return this.#rows[row]?.[column] ?? " ";
  }

  /** What is drawn at a place, or nothing where there is text. */
  strokeAt(row: number, column: number): Stroke | undefined {
    const character = this.at(row, column);
    const box = BOX[character];
    if (box !== undefined) return { to: box };
    const from = HEADS[character];
    if (from !== undefined) {
      return this.#isHead(row, column, from)
        ? { to: [from], head: OPPOSITE[from] }
        : undefined;
    }
    switch (character) {
      case "-":
      case "=":
        return this.#isHorizontal(row, column)
          ? { to: ["left", "right"], double: character === "=" }
          : undefined;
      case "|":
        return this.#joins(row, column, "up") ||
            this.#joins(row, column, "down")
          ? { to: ["up", "down"] }
          : undefined;
      case "+": {
        const all: Direction[] = ["up", "down", "left", "right"];
        const to = all.filter((way) => this.#joins(row, column, way));
        return to.length > 0 ? { to } : undefined;
      }
      default:
        return undefined;
    }
  }

  /** A head ends a line, and is no letter of a word. */
  #isHead(row: number, column: number, from: Direction): boolean {
    const [dy, dx] = STEP[from];
    const before = this.at(row + dy, column + dx);
    const line = from === "up" || from === "down" ? /[|│┬┴├┤┼┐┌+]/ : /[-─=+]/;
    return line.test(before) &&
      !(/\w/.test(this.at(row, column - 1)) ||
        /\w/.test(this.at(row, column + 1)));
  }

  /** A hyphen alone is one; two in a row, or one at a corner, are a line. */
  #isHorizontal(row: number, column: number): boolean {
    const character = this.at(row, column);
    return [-1, 1].some((side) => {
      const next = this.at(row, column + side);
      return next === character || next === "+" ||
        (character === "-" && next === (side < 0 ? "<" : ">"));
    });
  }

  #joins(row: number, column: number, way: Direction): boolean {
    const [dy, dx] = STEP[way];
    const next = this.at(row + dy, column + dx);
    const box = BOX[next];
    if (box !== undefined) return box.includes(OPPOSITE[way]);
    return way === "up" || way === "down"
      ? next === "|" || next === "+"
      : next === "-" || next === "+";
  }
}

function strokePath(
  row: number,
  column: number,
  { to, double }: Stroke,
): string {
  const [x, y] = middleOf(row, column);
  return to.flatMap((way) => {
    const [dy, dx] = STEP[way];
    const end = `${x + dx * WIDTH / 2} ${y + dy * HEIGHT / 2}`;
    if (double) {
      return [-1.5, 1.5].map((off) => `M${x} ${y + off}h${dx * WIDTH / 2}`);
    }
    return [`M${x} ${y}L${end}`];
  }).join("");
}

/** A triangle that ends a line. */
function headPath(row: number, column: number, way: Direction): string {
  const [x, y] = middleOf(row, column);
  const [dy, dx] = STEP[way];
  const [length, half] = [WIDTH / 2 + 1, 4];
  const tip = `${x + dx * length} ${y + dy * length}`;
  const [bx, by] = [x - dx * 2, y - dy * 2];
  return `M${tip}L${bx + dy * half} ${by + dx * half}L${bx - dy * half} ${
    by - dx * half
  }Z`;
}

function middleOf(row: number, column: number): [number, number] {
  return [column * WIDTH + WIDTH / 2, row * HEIGHT + HEIGHT / 2];
}

interface TextRun {
  readonly row: number;
  readonly column: number;
  readonly text: string;
}

/** The text of a row, cut where a line or two spaces stand between. */
function textRuns(grid: Grid, row: number): TextRun[] {
  const runs: TextRun[] = [];
  let text = "";
  let start = 0;
  const end = () => {
    const trimmed = text.trimEnd();
    if (trimmed !== "") runs.push({ row, column: start, text: trimmed });
    text = "";
  };
  for (let column = 0; column <= grid.width; column++) {
    const character = grid.at(row, column);
    if (grid.strokeAt(row, column) !== undefined || column === grid.width) {
      end();
    } else if (character === " " && text.endsWith(" ")) end();
    else if (character !== " " || text !== "") {
      if (text === "") start = column;
      text += character;
    }
  }
  return runs;
}

function textElement({ row, column, text }: TextRun): string {
  const size = [...text].length;
  const x = column * WIDTH;
  const y = row * HEIGHT + HEIGHT * 0.72;
  return `<text x="${x}" y="${y}" textLength="${
    size * WIDTH
  }" lengthAdjust="spacingAndGlyphs">${escape(text)}</text>`;
}
