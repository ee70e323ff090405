import { element, prose } from "./element.js";
import { counted } from "./words.js";

const WIDE = 16;
const NARROW = 8;

/**
 * One line of a conversation. Of a message: its bytes beside the fields that
 * lie in them, each of which shows its bytes and the sentence on it.
 */
export function message(entry, requirements) {
  const { way, text, size, fields = [], plaintexts = [] } = entry;
  if (way === ".") return element("li", { class: "remark" }, text);
  const from = way === ">" ? "tester" : "target";
  const title = [
    element("span", { class: "from" }, way === ">" ? "tester →" : "← target"),
    element("span", { class: "said" }, text),
    size === undefined
      ? undefined
      : element("span", { class: "size" }, counted(size, "byte")),
  ];
  if (fields.length === 0 && plaintexts.length === 0) {
    return element("li", { class: `message ${from}` }, element("p", {}, title));
  }
  const wrong = fields.some(({ fault }) => fault !== undefined);
  return element(
    "li",
    { class: `message ${from}` },
    element(
      "details",
      { open: true },
      element("summary", { class: wrong ? "wrong" : undefined }, title),
      dissected(entry, "On the wire", requirements),
      plaintexts.map((plain) =>
        dissected(
          plain,
          `Opened, ${counted(plain.size, "byte")}`,
          requirements,
        )
      ),
    ),
  );
}

function dissected({ bytes = "", size, fields = [] }, name, requirements) {
  const sentence = element("p", { class: "sentence" });
  const shows = (index) => {
    for (const one of [...hex.querySelectorAll("[data-f]"), ...lines]) {
      one.classList.toggle("lit", one.dataset.f === String(index));
    }
    const { requirement, fault } = fields[index];
    const known = requirements[requirement];
    sentence.replaceChildren(
      ...(fault === undefined ? [] : [element("em", {}, fault), " "]),
      ...(known === undefined ? [] : [
        element("b", {}, requirement),
        " ",
        ...prose(known.text),
        " ",
        element("cite", {}, `spec/${known.section}`),
      ]),
    );
  };
  const hex = hexDump(bytes, size, fields);
  const lines = fields.map((field, index) => fieldLine(field, index));
  const made = element(
    "figure",
    { class: "dissected" },
    element("figcaption", {}, name),
    element("div", { class: "hex", role: "img", "aria-label": "Bytes" }, hex),
    element(
      "div",
      { class: "scroll" },
      element("table", { class: "fields" }, element("tbody", {}, lines)),
    ),
    sentence,
  );
  for (const kind of ["pointerover", "focusin", "click"]) {
    made.addEventListener(kind, (event) => {
      const found = event.target.closest("[data-f]");
      if (found !== null) shows(Number(found.dataset.f));
    });
  }
  const first = fields.findIndex(({ fault }) => fault !== undefined);
  if (first >= 0) shows(first);
  return made;
}

function fieldLine({ path, start, end, value, requirement, fault }, index) {
  const range = end - start > 1 ? `${start}–${end - 1}` : String(start);
  return element(
    "tr",
    {
      "data-f": index,
      tabindex: 0,
      class: fault !== undefined
        ? "wrong"
        : path.endsWith("(length)")
        ? "length"
        : undefined,
    },
    element("td", { class: "range" }, range),
    element("th", { scope: "row" }, fieldName(path)),
    element(
      "td",
      { class: "value" },
      value,
      fault === undefined ? undefined : element("strong", {}, ` ✗ ${fault}`),
    ),
    element("td", { class: "id" }, requirement ?? ""),
  );
}

/** A path with its message, which all have in common, in the background. */
function fieldName(path) {
  const [of, ...rest] = path.split(".");
  return rest.length === 0
    ? [path]
    : [element("span", { class: "of" }, `${of}.`), rest.join(".")];
}

/** Bytes in lines behind their offset, those of a field in one colour. */
function hexDump(bytes, size, fields) {
  const perLine = matchMedia("(max-width: 40rem)").matches ? NARROW : WIDE;
  const count = bytes.length / 2;
  const made = element("pre");
  for (let line = 0; line < count; line += perLine) {
    made.append(
      element("span", { class: "offset" }, `${String(line).padStart(4)}  `),
      ...segments(bytes, fields, line, Math.min(line + perLine, count)),
      "\n",
    );
  }
  if (size > count) made.append(`      … ${size - count} more`);
  return made;
}

function segments(bytes, fields, from, to) {
  const made = [];
  for (let at = from; at < to;) {
    const index = fields.findIndex(({ start, end }) => start <= at && at < end);
    const end = index < 0
      ? nextStart(fields, at, to)
      : Math.min(fields[index].end, to);
    const text = bytes.slice(2 * at, 2 * end).replace(/../g, "$& ").trimEnd();
    const wrong = fields[index]?.fault === undefined ? "" : " wrong";
    made.push(
      index < 0 ? element("span", {}, text) : element("span", {
        "data-f": index,
        class: `tint${index % 2}${wrong}`,
      }, text),
      " ",
    );
    at = end;
  }
  return made;
}

function nextStart(fields, at, to) {
  return Math.min(
    to,
    ...fields.map(({ start }) => start).filter((start) => start > at),
  );
}
