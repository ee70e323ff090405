import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";

/** Peers that break the contract, or the clock and limits it gives. */
export const contract: readonly Mutant[] = [
  ...both({
    name: "binding-misreported",
    requirement: "KDF-9",
    title: "A binding is reported that is not the connection's",
    models: "A value that is made up where nobody compares it",
    report: (line) =>
      line.event === "established"
        ? { ...line, binding: "00".repeat(32) }
        : line,
  }),
  ...both({
    name: "max-frame-misreported",
    requirement: "KDF-9",
    title: "The own maxFrame is reported, not the one agreed",
    models: "A configuration that is taken for an agreement",
    report: (line) =>
      line.event === "established" ? { ...line, maxFrame: 1_048_576 } : line,
  }),
  ...both({
    name: "unknown-word-unreported",
    requirement: "CNF-2",
    title: "A word that it does not know is not reported as such",
    models: "An exit that says nothing",
    report: (line) => line.event === "unsupported" ? undefined : line,
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "transport" });
}
