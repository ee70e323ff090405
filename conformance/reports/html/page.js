import { caseItem } from "./case.js";
import { element } from "./element.js";
import {
  filterBar,
  isChosen,
  NOTHING,
  readChoice,
  writeChoice,
} from "./filters.js";
import { header } from "./header.js";
import { matrix } from "./matrix.js";
import { OPEN } from "./words.js";

const data = JSON.parse(document.getElementById("run").textContent);

let { choice, open } = readChoice();
const items = new Map(
  data.cases.map((one) => [one, caseItem(one, data, opened)]),
);
const filters = filterBar(data, change);
const list = element("div", { class: "cases" });

document.body.append(
  element("a", { class: "skip", href: "#cases" }, "To the cases"),
  header(data),
  element(
    "main",
    {},
    matrix(data, (chosen) => {
      change({ ...NOTHING, ...chosen });
      filters.made.scrollIntoView({ block: "start" });
    }),
    filters.made,
    element("section", { id: "cases", "aria-label": "Cases" }, list),
  ),
);
// Nothing is asked for, and something failed: that is what one came for.
if (location.hash.length < 2) {
  const [worst] = OPEN.filter((verdict) =>
    data.cases.some((one) => one.verdict === verdict)
  );
  if (worst !== undefined) choice = { ...choice, verdict: worst };
}
arrive();
addEventListener("hashchange", () => {
  ({ choice, open } = readChoice());
  arrive();
});

/** Shows what the address asks for, and leads there. */
function arrive() {
  show();
  // What is inside is there only after the case has said that it opened.
  requestAnimationFrame(() =>
    document.querySelector(".case[open]")?.scrollIntoView({ block: "start" })
  );
}

function change(changes) {
  choice = { ...choice, ...changes };
  writeChoice(choice, open);
  show();
}

function opened(one, isOpen) {
  if (isOpen) open = one.id;
  else if (open === one.id) open = "";
  writeChoice(choice, open);
}

function show() {
  const chosen = data.cases.filter((one) => isChosen(one, choice));
  filters.show(choice, chosen.length);
  const groups = data.layers.map((layer) => {
    const some = chosen.filter(({ id }) => id.startsWith(`${layer}/`));
    return some.length === 0 ? undefined : element(
      "section",
      {},
      element("h2", {}, layer),
      some.map((one) => items.get(one)),
    );
  });
  const none = element("p", { class: "empty" }, "No case is like that.");
  list.replaceChildren(
    ...(chosen.length === 0
      ? [none]
      : groups.filter((one) => one !== undefined)),
  );
  const asked = data.cases.find(({ id }) => id === open);
  if (asked !== undefined) items.get(asked).open = true;
  else if (chosen.length === 1) items.get(chosen[0]).open = true;
}
