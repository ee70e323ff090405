import { isDeepStrictEqual } from "node:util";
import { AlertCode } from "../../../src/mod.ts";
import type { OfferVector } from "./format.ts";
import { AES, CHACHA, type OfferScene, TDES } from "./offer_scene.ts";

const { no_common_setting, no_common_cipher } = AlertCode;
const NAMES: Readonly<Record<number, string>> = {
  [AES]: "aes",
  [TDES]: "3des",
  [CHACHA]: "chacha20",
};

/**
 * Every offer of settings with every configuration of them, and the same of
 * ciphers and of compression: the answer is the rule, spelt out.
 */
export function offerTables(scene: OfferScene): OfferVector[] {
  return [
    ...settingsTable(scene),
    ...ciphersTable(scene),
    ...compressionTable(scene),
  ].filter(isFirst);
}

/** Where two tables meet, the first has the row. */
function isFirst(
  { clientHello, server }: OfferVector,
  index: number,
  all: readonly OfferVector[],
): boolean {
  return all.findIndex((row) =>
    row.clientHello === clientHello && isDeepStrictEqual(row.server, server)
  ) === index;
}

/** The highest setting that both have; the lists' order means nothing. */
function settingsTable(scene: OfferScene): OfferVector[] {
  return subsets([1, 2, 3]).flatMap((offered) =>
    subsets([1, 2, 3]).map((configured) => {
      const id = `table/setting/${offered.join("-")}-of-${
        configured.join("-")
      }`;
      const comment = `Settings ${offered.join(", ")} are offered, ${
        configured.join(", ")
      } configured`;
      // Ascending on the wire: a server that takes the first takes the lowest.
      const offer = { settings: offered, serverName: "table.example" };
      const setting = Math.max(
        ...offered.filter((value) => configured.includes(value)),
      );
      return setting > 0
        ? scene.accepted(id, comment, "NEG-5", offer, { setting }, {
          settings: configured,
        })
        : scene.refused(
          id,
          comment,
          "NEG-5",
          no_common_setting,
          "NothingCommon",
          offer,
          { settings: configured },
        );
    })
  );
}

/** The one cipher that is configured for the setting, or none. */
function ciphersTable(scene: OfferScene): OfferVector[] {
  return [1, 2, 3].flatMap((setting) =>
    (setting === 1 ? [CHACHA] : [AES, TDES]).flatMap((configured) =>
      subsets([AES, TDES, CHACHA]).map((offered) => {
        const names = offered.map((cipher) => NAMES[cipher]);
        const id = `table/cipher/${setting}-${NAMES[configured]}/${
          names.join("-")
        }`;
        const comment = `${names.join(", ")} offered, ${
          NAMES[configured]
        } configured in setting ${setting}`;
        const offer = {
          settings: [setting],
          ciphers: offered,
          serverName: "table.example",
        };
        const server = setting === 1 ? {} : { algorithm: configured };
        return offered.includes(configured)
          ? scene.accepted(
            id,
            comment,
            setting === 1 ? "NEG-23" : "NEG-6",
            offer,
            { setting, cipher: configured },
            server,
          )
          : scene.refused(
            id,
            comment,
            "NEG-6",
            no_common_cipher,
            "Fallback",
            offer,
            server,
          );
      })
    )
  );
}

/** Deflate where it is offered, and enabled for the setting that is taken. */
function compressionTable(scene: OfferScene): OfferVector[] {
  return [1, 2, 3].flatMap((setting) =>
    [[0], [0, 1]].flatMap((compressions) =>
      enabling(setting).map((enabled) => {
        const compression = compressions.includes(1) &&
            enabled.includes(setting)
          ? 1
          : 0;
        return scene.accepted(
          `table/compression/${setting}/${compressions.join("-")}-of-${
            enabled.join("-") || "none"
          }`,
          `Compressions ${
            compressions.join(", ")
          } offered, deflate enabled in ${enabled.join(", ") || "no setting"}`,
          "NEG-9",
          { compressions, settings: [setting], serverName: "table.example" },
          { setting, compression },
          { deflateSettings: enabled },
        );
      })
    )
  );
}

/** In no setting, in this one alone, in the others alone. */
function enabling(setting: number): number[][] {
  return [[], [setting], [1, 2, 3].filter((other) => other !== setting)];
}

/** Every choice of these values but none at all. */
export function subsets(values: readonly number[]): number[][] {
  return Array.from(
    { length: 2 ** values.length },
    (_, mask) => values.filter((_, i) => mask & (1 << i)),
  ).slice(1);
}
