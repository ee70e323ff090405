import { type Fault, inRole, type Mutant } from "../mutant.ts";

/** A fault of this layer, which clients alone can have. */
export function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "identity" });
}
