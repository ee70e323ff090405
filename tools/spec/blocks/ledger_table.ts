import { FILED_AS, type LedgerEntry } from "../ledger.ts";
import { table } from "../table.ts";

/** Everything that nothing tests; what shares its reason shares a row. */
export function ledgerTable(entries: readonly LedgerEntry[]): string {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    const key = `${entry.filed}\n${entry.why}`;
    groups.set(key, [...groups.get(key) ?? [], entry]);
  }
  const rank = (group: LedgerEntry[]) => FILED_AS.indexOf(group[0].filed);
  const rows = [...groups.values()]
    .sort((a, b) => rank(a) - rank(b))
    .map((group) => [
      group.map(({ id }) => id).join(", "),
      group[0].filed,
      group[0].why,
    ]);
  return table(["requirement", "filed as", "why"], rows);
}
