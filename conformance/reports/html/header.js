import { element } from "./element.js";
import { counted, duration, tallied } from "./words.js";

/** What was tested, and what came of it, at one glance. */
export function header({ start, end, cases, coverage }) {
  const { verdict, statement } = judgement(end, cases);
  document.title = `${statement} – FESA conformance`;
  const facts = [
    ["Suite", start.suite.version],
    ["Seed", String(start.seed)],
    [
      "Started",
      start.startedAt.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC"),
    ],
    ["Took", duration(end.summary.durationMs)],
    ["Exit status", String(end.status)],
  ];
  if (start.options.shard) facts.push(["Shard", start.options.shard]);
  return element(
    "header",
    { class: "top" },
    element("p", { class: "kicker" }, "FESA Secure Channel Protocol"),
    element("h1", {}, "Conformance"),
    element("div", { class: "targets" }, start.targets.map(target)),
    element("p", { class: `statement ${verdict}` }, statement),
    bar(tallied(cases), cases.length),
    element(
      "dl",
      { class: "facts" },
      facts.flatMap(([name, value]) =>
        element("div", {}, element("dt", {}, name), element("dd", {}, value))
      ),
      musts(coverage),
    ),
    (end.notes ?? []).map((note) => element("p", { class: "note" }, note)),
  );
}

function target({ role, implementation, address, command }) {
  return element(
    "p",
    { class: "target" },
    element("span", { class: "role" }, role),
    implementation && element("strong", {}, implementation),
    element("code", {}, address ?? command ?? ""),
  );
}

function judgement({ status, summary }, cases) {
  const failed = summary.fail + summary.unexpectedPass;
  const applicable = cases.length - summary.notApplicable;
  const passed = `${summary.pass} of ${counted(applicable, "case")} passed`;
  if (failed > 0) {
    return {
      verdict: "fail",
      statement: `${failed} of ${counted(applicable, "case")} failed`,
    };
  }
  if (summary.inconclusive > 0 || summary.pass === 0 || status === 130) {
    return { verdict: "inconclusive", statement: passed };
  }
  return { verdict: status === 0 ? "pass" : "fail", statement: passed };
}

/** The verdicts as parts of one bar. */
function bar(parts, total) {
  const label = parts.map(({ count, word }) => `${count} ${word}`).join(", ");
  const made = element("div", {
    class: "bar",
    role: "img",
    "aria-label": label,
  });
  for (const { verdict, count } of parts) {
    const part = element("span", { class: verdict });
    part.style.flexGrow = String(Math.max(count, total / 150));
    made.append(part);
  }
  return made;
}

function musts({ must = 0, mustTested = 0 }) {
  if (must === 0) return undefined;
  return element(
    "div",
    {},
    element("dt", {}, "MUSTs judged"),
    element(
      "dd",
      {},
      `${mustTested} of ${must} `,
      element("meter", {
        min: 0,
        max: must,
        value: mustTested,
        "aria-label": "MUSTs judged",
      }),
    ),
  );
}
