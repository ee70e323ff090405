import { nameOf, SecuritySetting } from "../schema/registries.ts";
import { readCertificate } from "./certificate.ts";
import { readCertificateList } from "./certificate_list.ts";
import { DerError } from "./der.ts";
import { readPin } from "./pins.ts";
import type { TofuStore } from "./tofu.ts";

/**
 * What a client asks of a server's identity (spec/identity.md). All that applies
 * to the setting must hold: `trust` in `certified`, `pin` and `tofu` in both RSA
 * settings, `acceptAny` in `open`.
 */
export interface IdentityPolicy {
  readonly trust?: {
    /** The trust anchors, certificates in DER. None: no server is accepted. */
    readonly anchors: readonly Uint8Array[];
    /** DER, at least one; each authority of a path then needs a valid one. */
    readonly crls?: readonly Uint8Array[];
  };
  /** SHA-256 of the server's SubjectPublicKeyInfo, in hex. */
  readonly pin?: string;
  /** The memory for trust on first use. */
  readonly tofu?: TofuStore;
  /** Take any key in `open`: no protection from whoever is in the middle. */
  readonly acceptAny?: boolean;
}

/**
 * Checks a policy against the settings it is for, before anything is sent.
 *
 * @throws {TypeError} if `open` is offered without `pin`, `tofu` or `acceptAny`,
 *   or if the pin, an anchor or the lists are not what they should be.
 */
export function checkIdentityPolicy(
  { pin, tofu, acceptAny, trust }: IdentityPolicy,
  settings: readonly number[],
): void {
  if (
    settings.includes(SecuritySetting.open) &&
    pin === undefined && !tofu && !acceptAny
  ) {
    const open = nameOf(SecuritySetting, SecuritySetting.open);
    throw new TypeError(
      `The setting ${open} needs to know whose key to accept: give pin, tofu or acceptAny`,
    );
  }
  for (const [i, anchor] of (trust?.anchors ?? []).entries()) {
    requireReadable(anchor, readCertificate, `trust anchor ${i}`);
  }
  if (trust?.crls?.length === 0) {
    throw new TypeError(
      "trust.crls is empty: give the lists, or leave it out to check no revocation",
    );
  }
  for (const [i, list] of (trust?.crls ?? []).entries()) {
    requireReadable(list, readCertificateList, `revocation list ${i}`);
  }
  if (pin !== undefined) readPin(pin);
}

function requireReadable(
  der: Uint8Array,
  read: (der: Uint8Array) => unknown,
  name: string,
): void {
  try {
    read(der);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new TypeError(`Cannot read ${name}: ${error.message}`);
  }
}
