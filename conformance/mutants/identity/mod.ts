import type { Mutant } from "../mutant.ts";
import { algorithms } from "./algorithms.ts";
import { anchors } from "./anchors.ts";
import { authorities } from "./authorities.ts";
import { constraints } from "./constraints.ts";
import { encodings } from "./encodings.ts";
import { lists } from "./lists.ts";
import { names } from "./names.ts";
import { pathSearch } from "./path_search.ts";
import { paths } from "./paths.ts";
import { policies } from "./policies.ts";
import { revocation } from "./revocation.ts";
import { rightNames } from "./right_names.ts";
import { usages } from "./usages.ts";
import { validity } from "./validity.ts";

/** Mutants of identity. */
export const identity: readonly Mutant[] = [
  ...paths,
  ...pathSearch,
  ...anchors,
  ...validity,
  ...names,
  ...rightNames,
  ...usages,
  ...authorities,
  ...constraints,
  ...algorithms,
  ...encodings,
  ...lists,
  ...revocation,
  ...policies,
];
