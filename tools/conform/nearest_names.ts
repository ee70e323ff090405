/** The names most like what was typed, the nearest first; none that is far. */
export function nearestNames(
  typed: string,
  names: Iterable<string>,
  most = 3,
): string[] {
  const asked = typed.toLowerCase();
  const ranked = [...new Set(names)].map((name) => ({
    name,
    distance: distanceOf(asked, name.toLowerCase()),
  }));
  return ranked.filter(({ name, distance }) => distance <= name.length / 2)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most).map(({ name }) => name);
}

/** A part of a name is near to it; else by how many letters they differ. */
function distanceOf(typed: string, name: string): number {
  if (typed.length >= 4 && name.includes(typed)) {
    return 1 - typed.length / (name.length + 1);
  }
  return editDistance(typed, name);
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      row.push(Math.min(
        above[j + 1] + 1,
        row[j] + 1,
        above[j] + (a[i] === b[j] ? 0 : 1),
      ));
    }
    above = row;
  }
  return above[b.length];
}
