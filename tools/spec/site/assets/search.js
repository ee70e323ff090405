// Finds requirements, sections and cases in search_index.js. No network.
const form = document.querySelector("form.search");
const input = form.querySelector("input");
const results = form.querySelector(".results");
const entries = globalThis.fesaSearchIndex.map((entry) => ({
  ...entry,
  lowTitle: entry.title.toLowerCase(),
  lowText: entry.text.toLowerCase(),
}));
const SHOWN = 20;

input.addEventListener("input", show);
input.addEventListener("focus", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) results.hidden = true;
});
document.addEventListener("keydown", (event) => {
  const typing = document.activeElement === input;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape") {
    results.hidden = true;
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    moveFocus(event, event.key === "ArrowDown" ? 1 : -1);
  }
});
results.addEventListener("click", () => results.hidden = true);

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  results.replaceChildren(...(words.length === 0 ? [] : itemsFor(words)));
  results.hidden = words.length === 0;
}

function itemsFor(words) {
  const found = entries
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN);
  if (found.length === 0) return [itemOf("Nothing found")];
  return found.map(({ entry }) => itemOf(linkTo(entry, words)));
}

/** Every word has to be there; a title counts for more than a text. */
function score(entry, words) {
  let sum = 0;
  for (const word of words) {
    if (entry.lowTitle === word) sum += 100;
    else if (entry.lowTitle.startsWith(word)) sum += 20;
    else if (entry.lowTitle.includes(word)) sum += 10;
    else if (entry.lowText.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

function linkTo(entry, words) {
  const link = document.createElement("a");
  link.href = entry.url;
  const title = document.createElement("b");
  title.textContent = entry.title;
  const text = document.createElement("span");
  text.textContent = excerpt(entry, words);
  link.append(title, " ", text);
  return link;
}

function excerpt({ text, lowText }, words) {
  const at = Math.max(0, ...words.map((word) => lowText.indexOf(word)));
  const start = at < 40 ? 0 : text.indexOf(" ", at - 40) + 1;
  const end = start + 140;
  return (start > 0 ? "… " : "") + text.slice(start, end) +
    (end < text.length ? " …" : "");
}

function itemOf(content) {
  const item = document.createElement("li");
  item.append(content);
  return item;
}

function moveFocus(event, step) {
  const stops = [input, ...results.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (results.hidden || !stops.includes(document.activeElement) || !next) {
    return;
  }
  event.preventDefault();
  next.focus();
}
