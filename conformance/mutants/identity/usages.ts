import { KEY_USAGE } from "../../../src/identity/extensions.ts";
import { hex } from "../../tester/bytes.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses } from "./refuses.ts";
import { acceptsUnread } from "./unread.ts";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

/** Clients that read what a key may be used for otherwise. */
export const usages: readonly Mutant[] = [
  client({
    name: "key-usage-wanted",
    requirement: "IDN-7",
    title: "A leaf without keyUsage is refused",
    models: "An undefined that has no bit set",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf: { extensions } }) => extensions.keyUsage === undefined,
      ),
  }),
  client({
    name: "purposes-wanted",
    requirement: "IDN-7",
    title: "A leaf without extendedKeyUsage is refused",
    models: "The baseline of the web's authorities, taken for RFC 5280",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf: { extensions } }) => extensions.extendedKeyUsage === undefined,
      ),
  }),
  client({
    name: "leaf-constraints-wanted",
    requirement: "IDN-7",
    title: "A leaf without basicConstraints is refused",
    models: "The fields of one's own authority, taken for the format",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf: { extensions } }) => extensions.authority === undefined,
      ),
  }),
  client({
    name: "key-usage-alone",
    requirement: "IDN-7",
    title: "A keyUsage has to be keyEncipherment and nothing else",
    models: "=== where & was meant",
    plant: () =>
      refuses("certificate_unsuitable", ({ leaf: { extensions } }) => {
        const { keyUsage = KEY_USAGE.keyEncipherment } = extensions;
        return keyUsage !== KEY_USAGE.keyEncipherment;
      }),
  }),
  client({
    name: "first-purpose-alone",
    requirement: "IDN-7",
    title: "The first purpose is the only one that is looked at",
    models: "purposes[0]",
    plant: () =>
      refuses("certificate_unsuitable", ({ leaf: { extensions } }) => {
        const [first = SERVER_AUTH] = extensions.extendedKeyUsage ?? [];
        return first !== SERVER_AUTH;
      }),
  }),
  client({
    name: "critical-purposes-refused",
    requirement: "IDN-7",
    title: "A critical extendedKeyUsage is taken for an unknown extension",
    models: "A list of what is evaluated that lacks one",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf }) => hex(leaf.der).includes(CRITICAL_PURPOSES),
      ),
  }),
  client({
    name: "issuer-with-purposes-refused",
    requirement: "IDN-7",
    title: "An authority with an extendedKeyUsage is refused",
    models: "A rule of the leaf's for every certificate: an authority is none",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ others }) =>
          others.some(({ extensions }) =>
            extensions.extendedKeyUsage !== undefined
          ),
      ),
  }),
  client({
    name: "empty-key-usage-for-all",
    requirement: "IDN-7",
    title: "A keyUsage without a bit restricts nothing",
    models: "0, which is as good as absent",
    plant: () =>
      acceptsUnread(({ leaf }) => hex(leaf).includes(EMPTY_KEY_USAGE)),
  }),
];

/** The OID of extendedKeyUsage, and that it is critical. */
const CRITICAL_PURPOSES = "0603551d250101ff";
/** A critical keyUsage that is an empty list of bits. */
const EMPTY_KEY_USAGE = "0603551d0f0101ff0403030100";
