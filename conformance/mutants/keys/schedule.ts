import type { CryptoProvider } from "../../../src/keys/provider.ts";
import { inBothRoles, type Mutant } from "../mutant.ts";

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
