import { type Certificate, isSelfIssued } from "./certificate.ts";
import {
  type ConstrainedName,
  constrainedName,
  isInside,
  touches,
} from "./constrained_name.ts";
import type { GeneralName } from "./general_names.ts";
import type { NameConstraints, Subtree } from "./name_constraints.ts";
import type { Placed, PlacedFault } from "./path_search.ts";
import type { Fault } from "./reasons.ts";

/** Comparisons of names in one validation. */
const MAX_COMPARISONS = 250_000;

/**
 * Judges the names of paths by the constraints of the authorities above them
 * (RFC 5280 §6.1.3 (b) and (c)). One for a validation: what its paths cost is
 * counted together.
 */
export class PathNames {
  readonly #names = new Map<Certificate, readonly ConstrainedName[]>();
  #comparisons = 0;

  /** The first fault on a path, its leaf first and its anchor last. */
  fault(path: readonly Placed[]): PlacedFault | undefined {
    for (const [above, issuer] of path.entries()) {
      const constraints = issuer.extensions.nameConstraints;
      if (!constraints) continue;
      for (const [below, subject] of path.slice(0, above).entries()) {
        if (below > 0 && isSelfIssued(subject)) continue;
        const fault = this.#judge(this.#namesOf(subject), constraints);
        if (fault) return { ...fault, index: subject.index };
      }
    }
    return undefined;
  }

  #judge(
    names: readonly ConstrainedName[],
    { permitted, excluded }: NameConstraints,
  ): Fault | undefined {
    this.#comparisons += names.length * (permitted.length + excluded.length);
    if (this.#comparisons > MAX_COMPARISONS) {
      return {
        reason: "over_budget",
        detail: "It has too many names to compare with their constraints",
      };
    }
    for (const name of names) {
      const isOfKind = ({ kind }: Subtree): boolean => kind === name.kind;
      const allowed = permitted.filter(isOfKind);
      if (
        allowed.length > 0 && !allowed.some((base) => isInside(name, base))
      ) {
        return broken(`Its ${name.kind} is not among those permitted above it`);
      }
      if (excluded.some((base) => isOfKind(base) && touches(name, base))) {
        return broken(`Its ${name.kind} is one that is excluded above it`);
      }
    }
    return undefined;
  }

  #namesOf(certificate: Certificate): readonly ConstrainedName[] {
    let names = this.#names.get(certificate);
    if (!names) {
      names = allNames(certificate).map(constrainedName);
      this.#names.set(certificate, names);
    }
    return names;
  }
}

/** Alternative names, the subject, and the mail addresses within the subject. */
function allNames({ subject, extensions }: Certificate): GeneralName[] {
  const names: GeneralName[] = [...extensions.subjectNames];
  if (subject.key !== "") names.push({ kind: "directoryName", name: subject });
  for (const text of subject.emails) names.push({ kind: "rfc822Name", text });
  return names;
}

function broken(detail: string): Fault {
  return { reason: "name_not_permitted", detail };
}
