import picomatch from "picomatch";
import type { Case } from "./case.ts";
import { selectCases } from "./selection.ts";
import { inShard, type Shard, shardName } from "./shard.ts";

/** Which cases a run is of. */
export interface Choice {
  readonly filters: readonly string[];
  /** Whether to run those that take long, too. */
  readonly optIn?: boolean;
  readonly shard?: Shard;
}

/** The cases of a choice, and why there are none where there are none. */
export interface Chosen {
  readonly cases: readonly Case[];
  /** A line that says so; undefined where there is something to run. */
  readonly nothing?: string;
}

/**
 * The cases that a choice leaves of those given. One that is opted into is
 * among them where a filter names its id, or `optIn` is set. A pattern that
 * matches nothing is a mistake: then nothing is run.
 */
export function chooseCases(
  all: readonly Case[],
  roles: ReadonlySet<string>,
  { filters, optIn = false, shard }: Choice,
): Chosen {
  const unmatched = filters.find((filter) => !matchesAny(all, filter));
  if (unmatched !== undefined) {
    return nothing(`No case matches --filter '${unmatched}'`);
  }
  const ofRole = all.filter(({ role }) => roles.has(role));
  const matching = selectCases(ofRole, filters);
  if (matching.length === 0) {
    const [role = "role"] = roles;
    return nothing(`No case for a ${role} matches the filters`);
  }
  const wanted = matching.filter((theCase) =>
    theCase.optIn !== true || optIn || isNamed(theCase, filters)
  );
  if (wanted.length === 0) {
    return nothing(
      `What matches takes long and is opted into: --filter ${matching[0].id}` +
        ", or --opt-in for all such cases",
    );
  }
  if (shard === undefined) return { cases: wanted };
  const cases = wanted.filter(({ id }) => inShard(id, shard));
  return cases.length > 0
    ? { cases }
    : nothing(`Shard ${shardName(shard)} has no case of ${wanted.length}`);
}

function nothing(why: string): Chosen {
  return { cases: [], nothing: `${why}: see fesa conform list` };
}

function matchesAny(all: readonly Case[], filter: string): boolean {
  const matches = picomatch(filter.replace(/^!/, ""));
  return all.some(({ id, aliases = [] }) =>
    [id, ...aliases].some((name) => matches(name))
  );
}

function isNamed(
  { id, aliases = [] }: Case,
  filters: readonly string[],
): boolean {
  return [id, ...aliases].some((name) => filters.includes(name));
}
