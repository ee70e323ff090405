/**
 * An element. Whatever a target has said becomes text here and nothing else:
 * no string is ever taken for markup.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

/** The spec's prose: what stands between back quotes is code. */
export function prose(text) {
  return text.split("`").map((part, i) =>
    i % 2 === 1 ? element("code", {}, part) : part
  );
}
