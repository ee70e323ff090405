import { ProtocolError } from "../../../src/errors.ts";
import type { CryptoProvider } from "../../../src/keys/provider.ts";
import { createOpener, type Opener } from "../../../src/protection/opener.ts";
import { createSealer, type Sealer } from "../../../src/protection/sealer.ts";
import { Cipher, FrameType } from "../../../src/schema/registries.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override, overrideProperty } from "../override.ts";
import { toleratesFaults } from "../judgement.ts";

/** KeyUpdates that are answered, made or counted otherwise. */
export const keyUpdate: readonly Mutant[] = [
  ...both({
    name: "update-unanswered",
    requirement: "KUP-3",
    title: "A KeyUpdate request is not answered",
    models: "The half of a rekeying that one can see for oneself",
    plant: () => ({
      opener: readsRequest(() => 0),
    }),
  }),
  ...both({
    name: "update-0-answered",
    requirement: "KUP-4",
    title: "KeyUpdate(0) is answered too",
    models: "Two ends that rekey each other for ever",
    plant: () => ({
      opener: readsRequest((request) => request === 0 ? 1 : request),
    }),
  }),
  ...both({
    name: "update-reply-requests",
    requirement: "KUP-3",
    title: "A request is answered with a request",
    models: "Two ends that rekey each other for ever",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.KeyUpdate
              ? next(type, [Uint8Array.of(1)])
              : next(type, content),
        }),
    }),
  }),
  ...both({
    name: "update-reply-late",
    requirement: "KUP-3",
    title: "The answer to a request comes behind the next own frame",
    models: "An answer that is queued with everything else",
    plant: () => {
      let due: readonly Uint8Array[] | undefined;
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              if (type === FrameType.KeyUpdate) {
                due = content;
                return [];
              }
              const frame = next(type, content);
              if (due === undefined) return frame;
              const late = next(FrameType.KeyUpdate, due);
              due = undefined;
              sealer.rekey();
              return [...frame, ...late];
            },
            rekey: (next) => () => {
              if (due === undefined) next();
            },
          }),
      };
    },
  }),
  ...both({
    name: "update-under-fresh-key",
    requirement: "KUP-11",
    title: "A KeyUpdate is sent under a key that has sealed nothing",
    models: "A rule that only matters when both ends are quick",
    plant: () => ({
      sealer: (sealer) =>
        overrideProperty(sealer, "sequence", (sequence) => sequence || 1),
    }),
  }),
  ...both({
    name: "update-twice-accepted",
    requirement: "KUP-5",
    title: "A KeyUpdate may follow another directly",
    models: "A flood of KeyUpdates, as TLS libraries have been stopped by",
    plant: (site) =>
      toleratesFaults(
        { code: "unexpected_frame", text: /KeyUpdate: the frame before/ },
        () => site.opener.rekey(),
      ),
  }),
  ...both({
    name: "request-unjudged",
    requirement: "KUP-1",
    title: "Any request other than 0 is taken for a request",
    models: "A byte that is taken for a truth value",
    plant: () => ({
      opener: readsRequest((request) => Math.min(request, 1)),
    }),
  }),
  ...both({
    name: "update-moves-both",
    requirement: "KUP-2",
    title: "A KeyUpdate that comes moves the own sending on as well",
    models: "One generation for a connection, not for a direction",
    plant: (site) => ({
      opener: (opener) =>
        override(opener, {
          rekey: (next) => () => {
            next();
            site.sealer.rekey();
          },
        }),
    }),
  }),
  ...both({
    name: "iv-kept-over-update",
    requirement: "KUP-2",
    title: "A KeyUpdate leaves the IV or the MAC key as it was",
    models: "A rekeying of the cipher alone",
    plant: () => {
      const keeping = <T extends { provider: CryptoProvider }>(
        options: T,
      ): T => {
        const kept = new Map<string, Uint8Array>();
        const { provider } = options;
        return {
          ...options,
          provider: {
            ...provider,
            hkdfExpand: (secret, info, size) => {
              const name = new TextDecoder().decode(info.subarray(3));
              const isKept = /fesa1 (iv|mac)/.test(name);
              const key = kept.get(name) ??
                provider.hkdfExpand(secret, info, size);
              if (isKept) kept.set(name, new Uint8Array(key));
              return new Uint8Array(key);
            },
          } satisfies CryptoProvider,
        };
      };
      return { sealerOptions: keeping, openerOptions: keeping };
    },
  }),
  ...both({
    name: "update-reply-after-close",
    requirement: "END-3",
    title: "A KeyUpdate request is answered after the own close",
    models: "A handler that does not look at the state",
    plant: (site) => {
      let isClosing = false;
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              isClosing ||= type === FrameType.Alert && content[0][0] === 0;
              return next(type, content);
            },
          }),
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              const isAsked = opened.innerType === FrameType.KeyUpdate &&
                opened.content[0]?.[0] === 1;
              if (isAsked && isClosing) {
                const content = [Uint8Array.of(0)];
                site.send(site.sealer.seal(FrameType.KeyUpdate, content));
              }
              return opened;
            },
          }),
      };
    },
  }),
  ...both({
    name: "3des-last-block-refused",
    requirement: "KUP-12",
    title: "The last block that a 3DES key allows is refused",
    models: "A limit that is counted one too early",
    plant: (site) => {
      let blocks = 0;
      return {
        opener: (opener) =>
          override(opener, {
            judgeSize: (next) => (length) => {
              next(length);
              if (site.opening.cipher !== TDES) return;
              if (blocks + (length - 40) / 8 < 2 ** 20) return;
              throw new ProtocolError("key_limit", "One too early");
            },
            open: (next) => (length, body) => {
              const opened = next(length, body);
              blocks += (length - 40) / 8;
              return opened;
            },
            rekey: (next) => () => {
              blocks = 0;
              next();
            },
          }),
      };
    },
  }),
  ...both({
    name: "3des-key-never-renewed",
    requirement: "KUP-13",
    title: "At the end of a 3DES key the connection ends",
    models: "A limit that nobody has tried",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, { mustRekeyBefore: () => () => false }),
    }),
  }),
  ...both({
    name: "3des-received-without-limit",
    requirement: "KUP-8",
    title: "The blocks that come under one 3DES key are not counted",
    models: "Sweet32: a block cipher that is used past its birthday bound",
    plant: (site) => ({
      opener: (opener) => {
        let endless: Opener | undefined;
        const current = (): Opener => {
          if (site.opening.cipher !== TDES) return opener;
          const use = { sequence: (endless ?? opener).sequence, blocks: 0 };
          return endless = createOpener({ ...site.opening, use });
        };
        return override(opener, {
          judgeSize: (next) => (length) => {
            if (site.opening.cipher !== TDES) next(length);
          },
          open: (next) => (length, body) =>
            site.opening.cipher === TDES
              ? current().open(length, body)
              : next(length, body),
        });
      },
    }),
  }),
  ...both({
    name: "3des-sent-without-limit",
    requirement: "KUP-7",
    title: "The blocks that go out under one 3DES key are not counted",
    models: "Sweet32: a block cipher that is used past its birthday bound",
    plant: (site) => ({
      sealer: (sealer) => {
        if (site.sealing.cipher !== TDES) return sealer;
        let endless: Sealer | undefined;
        return override(sealer, {
          mustRekeyBefore: () => () => false,
          seal: () => (type, content) => {
            const use = { sequence: endless?.sequence ?? 0, blocks: 0 };
            endless = createSealer({ ...site.sealing, use });
            return endless.seal(type, content);
          },
        });
      },
    }),
  }),
];

const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
}

/** Takes another request for the one that a KeyUpdate holds. */
function readsRequest(
  read: (request: number) => number,
): (opener: Opener) => Opener {
  return (opener) =>
    override(opener, {
      open: (next) => (length, body) => {
        const opened = next(length, body);
        const isUpdate = opened.innerType === FrameType.KeyUpdate &&
          opened.contentLength === 1;
        if (!isUpdate) return opened;
        const request = read(opened.content[0][0]);
        return { ...opened, content: [Uint8Array.of(request)] };
      },
    });
}
