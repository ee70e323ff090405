import type { CryptoProvider } from "../../../src/keys/provider.ts";
import { concat } from "../../tester/bytes.ts";
import { readsChoice, readsHello } from "../hello_change.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import type { Seams } from "../seams.ts";

/** Ends that derive their keys otherwise. */
export const schedule: readonly Mutant[] = [
  ...inBothRoles({
    layer: "keys",
    name: "short-transcript",
    requirement: "KDF-2",
    title: "The transcript leaves out the frame before the keys",
    models: "A key exchange that is bound to the hellos alone",
    plant: () => ({
      provider: (provider) => ({
        ...provider,
        sha256: (...frames) =>
          provider.sha256(...frames.filter(([type]) => type !== 5)),
      }),
    }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "second-finished-over-th1",
    requirement: "FIN-2",
    title: "The second Finished authenticates TH1, not TH2",
    models: "One transcript hash for both ends",
    plant: () => {
      let th1: Uint8Array | undefined;
      return {
        provider: (provider) => ({
          ...provider,
          sha256: (...frames) => {
            th1 ??= provider.sha256(...frames);
            const last = frames.at(-1)?.[0];
            const finished = frames.filter(([type]) => type === 6).length;
            return last === 6 && finished === 1
              ? new Uint8Array(th1)
              : provider.sha256(...frames);
          },
        }),
      };
    },
  }),
  ...inBothRoles({
    layer: "keys",
    name: "label-without-space",
    requirement: "KDF-1",
    title: "The labels of the key schedule have no space in them",
    models: "A constant that was read off a page",
    plant: () =>
      expands((info) => {
        const text = new TextDecoder("latin1").decode(info);
        const at = text.indexOf("fesa1 ") + 5;
        const less = concat(info.slice(0, at), info.slice(at + 1));
        less[2]--;
        return less;
      }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "salt-swapped",
    requirement: "KDF-4",
    title: "The server's random comes first in the salt",
    models: "Two values of one type, handed over in the wrong order",
    plant: () => ({
      provider: (provider) => ({
        ...provider,
        hkdfExtract: (salt, ikm) =>
          provider.hkdfExtract(concat(salt.slice(32), salt.slice(0, 32)), ikm),
      }),
    }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "secret-without-transcript",
    requirement: "KDF-5",
    title: "The directions' secrets do not depend on the transcript",
    models: "Keys that an attacker in the middle can bring about twice",
    plant: () =>
      expands((info) => {
        const text = new TextDecoder("latin1").decode(info);
        const isSecret = /fesa1 (client|server)/.test(text);
        return isSecret ? info.slice().fill(0, info.length - 32) : info;
      }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "finished-key-is-secret",
    requirement: "KDF-7",
    title: "The direction's secret itself is the key of a Finished",
    models: "A derivation that seemed superfluous",
    plant: () => ({
      provider: (provider) => ({
        ...provider,
        hkdfExpand: (secret, info, size) =>
          new TextDecoder("latin1").decode(info).includes("fesa1 finished")
            ? new Uint8Array(secret)
            : provider.hkdfExpand(secret, info, size),
      }),
    }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "plain-deployment-key-refused",
    requirement: "KEX-18",
    title: "A deployment key whose bytes are all the same is refused",
    models: "A check of quality, on one value of 2^256",
    plant: (site) => {
      const { options } = site;
      const key = "onChannel" in options
        ? options.deploymentKeys?.at(0)?.key
        : options.deploymentKey;
      const isPlain = key !== undefined && key.every((one) => one === key[0]);
      if (!isPlain) return {};
      const refuse = <T>(hello: T): T => {
        site.fail("internal_error", "The deployment key is too plain");
        return hello;
      };
      return site.role === "server" ? readsHello(refuse) : readsChoice(refuse);
    },
  }),
  inRole("server", {
    layer: "keys",
    name: "deployment-key-fitted",
    requirement: "KEX-18",
    title: "A deployment key is cut to 32 bytes, or filled up with zeros",
    models: "A buffer of a fixed size",
    hear: ({ deploymentKey, ...line }) =>
      typeof deploymentKey === "string"
        ? { ...line, deploymentKey: deploymentKey.padEnd(64, "0").slice(0, 64) }
        : line,
  }),
  ...inBothRoles({
    layer: "keys",
    name: "two-key-3des",
    requirement: "KDF-6",
    title: "3DES is used with its first key in place of the third",
    models: "Two-key Triple DES",
    plant: () => ({
      sealerOptions: twoKey,
      openerOptions: twoKey,
    }),
  }),
  ...inBothRoles({
    layer: "keys",
    name: "update-label-again",
    requirement: "KDF-8",
    title: "The next generation's secret is derived with a context",
    models: "A label that was changed between two drafts",
    plant: () => ({ sealerOptions: contextual, openerOptions: contextual }),
  }),
];

/** Expands under another info. */
function expands(change: (info: Uint8Array) => Uint8Array): Seams {
  return {
    provider: (provider) => ({
      ...provider,
      hkdfExpand: (secret, info, size) =>
        provider.hkdfExpand(secret, change(info), size),
    }),
  };
}

type Options = { readonly provider: CryptoProvider };

function twoKey<T extends Options>(options: T): T {
  const { provider } = options;
  return {
    ...options,
    provider: {
      ...provider,
      tripleDes: (key, mac) => {
        const [first, second] = [key.subarray(0, 8), key.subarray(8, 16)];
        const two = new Uint8Array(24);
        two.set(first);
        two.set(second, 8);
        two.set(first, 16);
        return provider.tripleDes(two, mac);
      },
    } satisfies CryptoProvider,
  };
}

function contextual<T extends Options>(options: T): T {
  const { provider } = options;
  return {
    ...options,
    provider: {
      ...provider,
      hkdfExpand: (secret, info, size) => {
        const isUpdate = new TextDecoder().decode(info).includes("update");
        if (!isUpdate) return provider.hkdfExpand(secret, info, size);
        const changed = new Uint8Array(info.length + 1);
        changed.set(info);
        changed[info.length - 1] = 1;
        return provider.hkdfExpand(secret, changed, size);
      },
    } satisfies CryptoProvider,
  };
}
