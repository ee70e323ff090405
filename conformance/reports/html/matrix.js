import { element } from "./element.js";
import { OPEN, tallied } from "./words.js";

/**
 * Layers against rows of the matrix, a table to each role; a cell shows how
 * many cases ran there and chooses them.
 */
export function matrix({ cases, layers, rows }, choose) {
  const roles = ["server", "client"].filter((role) =>
    cases.some((one) => one.role === role)
  );
  return element(
    "section",
    { class: "matrix", "aria-label": "Verdicts by layer and row" },
    roles.map((role) => {
      const ofRole = cases.filter((one) => one.role === role);
      return element(
        "div",
        { class: "scroll" },
        table(role, ofRole, { layers, rows }, choose),
      );
    }),
  );
}

function table(role, cases, { layers, rows: all }, choose) {
  const names = new Set(
    cases.flatMap(({ rows }) => rows.map(({ row }) => row)),
  );
  const rows = all.filter((row) => names.has(row));
  const present = layers.filter((layer) =>
    cases.some((one) => inLayer(one, layer))
  );
  return element(
    "table",
    {},
    element("caption", {}, role),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("td"),
        rows.map((row) => element("th", { scope: "col" }, heading(row))),
        element("th", { scope: "col" }, "all"),
      ),
    ),
    element(
      "tbody",
      {},
      present.map((layer) => {
        const some = cases.filter((one) => inLayer(one, layer));
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, layer),
          rows.map((row) => {
            const here = some.flatMap((one) =>
              one.rows.filter((result) => result.row === row)
            );
            return cell(
              here,
              `${role}, ${layer}, ${row}`,
              () => choose({ role, layer, row }),
            );
          }),
          cell(
            some,
            `${role}, ${layer}`,
            () => choose({ role, layer, row: "" }),
          ),
        );
      }),
    ),
  );
}

/** A name in lines: `open` over `aes`. */
function heading(row) {
  return row.split(/\/|(?=\+)/).map((part) => element("span", {}, part));
}

function inLayer({ id }, layer) {
  return id.startsWith(`${layer}/`);
}

function cell(results, name, onclick) {
  if (results.length === 0) return element("td", { class: "none" }, "·");
  const parts = tallied(results);
  const [{ verdict, count }] = parts;
  const said = parts.map((part) => `${part.count} ${part.word}`).join(", ");
  const text = OPEN.includes(verdict) && count < results.length
    ? `${count}/${results.length}`
    : String(results.length);
  return element(
    "td",
    {},
    element("button", {
      type: "button",
      class: verdict,
      title: said,
      "aria-label": `${name}: ${said}`,
      onclick,
    }, text),
  );
}
