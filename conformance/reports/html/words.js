/** Verdicts in the order they are shown, with their word and sign. */
export const VERDICTS = [
  { verdict: "fail", word: "failed", sign: "✗" },
  { verdict: "unexpected-pass", word: "passed unexpectedly", sign: "✗" },
  { verdict: "inconclusive", word: "inconclusive", sign: "?" },
  { verdict: "expected-fail", word: "failed as expected", sign: "○" },
  { verdict: "pass", word: "passed", sign: "✓" },
  { verdict: "not-applicable", word: "not applicable", sign: "–" },
];

/** What is said of a verdict. */
export function wordsOf(verdict) {
  return VERDICTS.find((one) => one.verdict === verdict);
}

/** Verdicts that somebody has to look into. */
export const OPEN = ["fail", "unexpected-pass", "inconclusive"];

/** How many of some cases, or rows, came to each verdict. */
export function tallied(results) {
  return VERDICTS.map(({ verdict, word, sign }) => ({
    verdict,
    word,
    sign,
    count: results.filter((one) => one.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
}

/** `1.2 s`, `12 ms`. */
export function duration(milliseconds) {
  return milliseconds < 1000
    ? `${milliseconds} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 byte`, `2 bytes`. */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** The row that speaks for a case: the first with its verdict. */
export function tellingRow({ rows, verdict }) {
  return rows.find((row) => row.verdict === verdict);
}
