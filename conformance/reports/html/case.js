import { element, prose } from "./element.js";
import { message } from "./message.js";
import { duration, OPEN, tellingRow, wordsOf } from "./words.js";

/** A case as a line that opens; what is inside is made when it is opened. */
export function caseItem(one, data, opened) {
  const { sign, word } = wordsOf(one.verdict);
  const made = element(
    "details",
    { class: `case ${one.verdict}`, "data-id": one.id },
    element(
      "summary",
      {},
      element("span", { class: "verdict", title: word }, sign),
      element("span", { class: "hidden" }, word),
      element(
        "span",
        { class: "names" },
        element("code", {}, one.id),
        element("span", { class: "title" }, one.title),
        OPEN.includes(one.verdict)
          ? element("span", { class: "why" }, tellingRow(one)?.reason ?? "")
          : undefined,
      ),
      element("span", { class: "role" }, one.role),
      element("span", { class: "took" }, duration(one.durationMs)),
    ),
  );
  made.addEventListener("toggle", () => {
    if (made.open && made.children.length === 1) made.append(inside(one, data));
    opened(one, made.open);
  });
  return made;
}

function inside(one, { requirements }) {
  const told = one.rows.filter(({ transcript }) => transcript !== undefined);
  const row = tellingRow(one);
  const rows = told.length > 0 ? told : row === undefined ? [] : [row];
  return element(
    "div",
    { class: "inside" },
    element(
      "ul",
      { class: "sentences" },
      [
        ...new Set([
          row?.requirement ?? one.requirements[0],
          ...one.requirements,
        ]),
      ]
        .map((id) => sentence(id, requirements[id])),
    ),
    rowsLine(one),
    rows.map((row) => rowPart(row, requirements)),
    again(one),
  );
}

function sentence(id, known) {
  return element(
    "li",
    {},
    element("b", {}, id),
    " ",
    prose(known?.text ?? ""),
    " ",
    known && element("cite", {}, `spec/${known.section}`),
  );
}

function rowsLine({ rows }) {
  const named = rows.filter(({ row }) => row !== undefined);
  return element(
    "p",
    { class: "rows" },
    named.map(({ row, verdict, durationMs }) => {
      const { sign, word } = wordsOf(verdict);
      return element(
        "span",
        { class: `chip ${verdict}`, title: `${word}, ${duration(durationMs)}` },
        `${sign} ${row}`,
      );
    }),
  );
}

function rowPart({ row, reason, sent, transcript, ...facts }, requirements) {
  const { expected, observed, hint, path, verdict } = facts;
  const apart = expected !== undefined;
  return element(
    "section",
    { class: "row" },
    row && transcript ? element("h3", {}, row) : undefined,
    apart
      ? element(
        "div",
        { class: "sides" },
        side("Expected", expected, "expected"),
        side("Observed", observed, "observed"),
      )
      : reason === ""
      ? undefined
      : element("p", { class: "reason" }, reason),
    apart && verdict === "expected-fail"
      ? element("p", { class: "reason" }, reason)
      : undefined,
    sent && transcript === undefined
      ? element("p", { class: "last" }, element("b", {}, "Sent last: "), sent)
      : undefined,
    hint && element("p", { class: "hint" }, element("b", {}, "Hint: "), hint),
    path && element("p", { class: "hint" }, element("b", {}, "Path: "), path),
    transcript && transcript.length > 0
      ? element(
        "ol",
        { class: "transcript", "aria-label": "Transcript" },
        transcript.map((entry) => message(entry, requirements)),
      )
      : undefined,
  );
}

function side(name, text, kind) {
  return element(
    "div",
    { class: `side ${kind}` },
    element("h4", {}, name),
    element("p", {}, text),
  );
}

function again({ again }) {
  const button = element("button", {
    type: "button",
    onclick: async () => {
      await navigator.clipboard.writeText(again);
      button.textContent = "Copied";
    },
  }, "Copy");
  return element(
    "div",
    { class: "again" },
    element("span", {}, "Run it again"),
    element("code", {}, again),
    navigator.clipboard ? button : undefined,
  );
}
