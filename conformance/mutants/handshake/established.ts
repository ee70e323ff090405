import type { ServerHello } from "../../../src/schema/messages.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { hex } from "../../tester/bytes.ts";
import { readsChoice, sendsChoice } from "../hello_change.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

/** What is reported of a handshake, and when. */
export const established: readonly Mutant[] = [
  ...inBothRoles({
    layer: "handshake",
    name: "established-early",
    requirement: "FIN-10",
    title: "The channel is reported as open once the own Finished is sent",
    models: "An event at the wrong end of a round trip",
    plant(site) {
      let choice: ServerHello | undefined;
      let binding = "";
      const keep = (read: ServerHello): ServerHello => choice = read;
      const reading = site.role === "client"
        ? readsChoice(keep)
        : sendsChoice(keep);
      return {
        ...reading,
        provider: (plain) => {
          const provider = reading.provider?.(plain) ?? plain;
          return {
            ...provider,
            hkdfExpand(secret, info, size) {
              const key = provider.hkdfExpand(secret, info, size);
              if (labelOf(info) === "binding") binding = hex(key);
              return key;
            },
          };
        },
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              if (type === FrameType.Finished && choice) {
                const { setting, cipher, compression, maxFrame } = choice;
                const agreed = { setting, cipher, compression, maxFrame };
                site.print({ event: "established", ...agreed, binding });
              }
              return next(type, content);
            },
          }),
      };
    },
  }),
  ...inBothRoles({
    layer: "handshake",
    name: "binding-over-first-finished",
    requirement: "KDF-3",
    title: "The binding is derived over TH2, not TH3",
    models: "Triple Handshake: a binding that does not cover everything",
    plant: () => {
      const hashes: Uint8Array[] = [];
      return {
        provider: (provider) => ({
          ...provider,
          sha256(...parts) {
            const hash = provider.sha256(...parts);
            hashes.push(hash);
            return hash;
          },
          hkdfExpand(secret, info, size) {
            if (labelOf(info) !== "binding") {
              return provider.hkdfExpand(secret, info, size);
            }
            const changed = new Uint8Array(info);
            changed.set(hashes.at(-2)!, info.length - 32);
            return provider.hkdfExpand(secret, changed, size);
          },
        }),
      };
    },
  }),
  inRole("client", {
    layer: "handshake",
    name: "identity-misreported",
    requirement: "IDN-14",
    title: "Whatever identified the server, a certificate is reported",
    models: "A status that is set where a connection is, not where it is known",
    report: (line) =>
      line.event === "established"
        ? { ...line, identity: { method: "certificate" } }
        : line,
  }),
];

/** The label in the info of HKDF-Expand. */
function labelOf(info: Uint8Array): string {
  const text = new TextDecoder().decode(info.subarray(3, 3 + info[2]));
  return text.slice("fesa1 ".length);
}
