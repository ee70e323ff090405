import { Cipher } from "../../tester/registry.ts";
import { type Variant, VARIANTS } from "../../tester/variants.ts";
import { Silence, Violation } from "../../tester/violation.ts";

/**
 * Runs a basic handshake. Where it fails though both ends came as far as
 * keys, tries it again with each mistake the tester knows: the one with which
 * the target gets along names the requirement and what to look at.
 */
export async function diagnosed(
  handshake: (variant?: Variant) => Promise<void>,
  cipher: number,
): Promise<void> {
  try {
    await handshake();
  } catch (error) {
    if (!(error instanceof Violation) || !aboutKeys(error)) throw error;
    for (const variant of VARIANTS) {
      if (await succeeds(() => handshake(variant))) {
        throw error.retold({
          requirement: requirementFor(variant, cipher),
          hint: `It completes the handshake with a tester that ${variant.what}`,
        });
      }
    }
    throw error;
  }
}

/** Whether keys, or what is made of them, may be what is wrong. */
function aboutKeys(violation: Violation): boolean {
  if (violation instanceof Silence) return false;
  const { requirement, observed } = violation;
  return ["FIN-2", "PRO-2"].includes(requirement) ||
    /bad_frame_protection|bad_finished/.test(observed);
}

async function succeeds(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof Violation) return false;
    throw error;
  }
}

/** Each cipher's formula has a requirement of its own. */
function requirementFor(variant: Variant, cipher: number): string {
  if (variant.requirement !== "PRO-3") return variant.requirement;
  switch (cipher) {
    case Cipher["3DES-EDE-CBC-HMAC-SHA-256"]:
      return "PRO-5";
    case Cipher["ChaCha20-Poly1305"]:
      return "PRO-4";
    default:
      return "PRO-3";
  }
}
