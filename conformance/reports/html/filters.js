import { element } from "./element.js";
import { tallied } from "./words.js";

/** What is chosen when nothing is. */
export const NOTHING = { verdict: "", layer: "", role: "", row: "", text: "" };

/** The choice that the address of the page holds, after its `#`. */
export function readChoice() {
  const given = new URLSearchParams(location.hash.slice(1));
  const choice = { ...NOTHING };
  for (const name of Object.keys(NOTHING)) choice[name] = given.get(name) ?? "";
  return { choice, open: given.get("case") ?? "" };
}

/** Keeps the choice in the address, so that it can be passed on. */
export function writeChoice(choice, open) {
  const kept = Object.entries({ ...choice, case: open })
    .filter(([, value]) => value !== "");
  const hash = new URLSearchParams(kept).toString();
  history.replaceState(null, "", hash === "" ? "#" : `#${hash}`);
}

/** Whether a case is among those chosen. */
export function isChosen(one, { verdict, layer, role, row, text }) {
  const verdicts = row === ""
    ? [one.verdict]
    : one.rows.filter((result) => result.row === row)
      .map((result) => result.verdict);
  return verdicts.length > 0 &&
    (verdict === "" || verdicts.includes(verdict)) &&
    (layer === "" || one.id.startsWith(`${layer}/`)) &&
    (role === "" || one.role === role) &&
    text.toLowerCase().split(/\s+/).every((word) =>
      searched(one).includes(word)
    );
}

const texts = new Map();

function searched(one) {
  const known = texts.get(one);
  if (known !== undefined) return known;
  const parts = one.rows.flatMap(({ reason, requirement = "" }) => [
    reason,
    requirement,
  ]);
  const text = [one.id, one.title, ...one.requirements, ...parts].join(" ")
    .toLowerCase();
  texts.set(one, text);
  return text;
}

/** The bar of filters; `changed` is told of each new choice. */
export function filterBar({ cases, layers, rows }, changed) {
  const search = element("input", {
    type: "search",
    placeholder: "Search cases, requirements, reasons",
    "aria-label": "Search",
    oninput: () => changed({ text: search.value }),
  });
  const verdicts = [
    { verdict: "", word: "all", count: cases.length },
    ...tallied(cases),
  ].map(({ verdict, word, count }) =>
    element(
      "button",
      {
        type: "button",
        class: `chip ${verdict}`,
        "data-verdict": verdict,
        onclick: () => changed({ verdict }),
      },
      element("b", {}, String(count)),
      ` ${word}`,
    )
  );
  const selects = [
    select(
      "layer",
      layers.filter((layer) =>
        cases.some(({ id }) => id.startsWith(`${layer}/`))
      ),
      changed,
    ),
    select("role", [...new Set(cases.map(({ role }) => role))], changed),
    select("row", rows, changed),
  ];
  const shown = element("output", { class: "shown", "aria-live": "polite" });
  const reset = element("button", {
    type: "button",
    class: "reset",
    onclick: () => changed(NOTHING),
  }, "Show all");
  const made = element(
    "form",
    {
      class: "filters",
      role: "search",
      onsubmit: (event) => event.preventDefault(),
    },
    element("div", { class: "chips" }, verdicts),
    element("div", { class: "choices" }, search, selects, shown, reset),
  );
  return {
    made,
    show: (choice, count) => {
      if (search.value !== choice.text) search.value = choice.text;
      for (const one of selects) one.value = choice[one.name];
      for (const one of verdicts) {
        one.setAttribute(
          "aria-pressed",
          String(one.dataset.verdict === choice.verdict),
        );
      }
      shown.textContent = count === cases.length
        ? `${count} cases`
        : `${count} of ${cases.length} cases`;
      reset.hidden = Object.values(choice).every((value) => value === "");
    },
  };
}

function select(name, values, changed) {
  const made = element(
    "select",
    {
      name,
      "aria-label": name,
      onchange: () => changed({ [name]: made.value }),
    },
    element("option", { value: "" }, `any ${name}`),
    values.map((value) => element("option", { value }, value)),
  );
  return made;
}
