import { readsHello } from "../hello_change.ts";
import { inRole, type Mutant } from "../mutant.ts";

/** What is made of a name before it is judged, and what that stands for. */
const READINGS: readonly (readonly [
  name: string,
  title: string,
  models: string,
  read: (name: Uint8Array) => Uint8Array,
])[] = [
  [
    "folded",
    "Upper case and a final dot in serverName are put right",
    "Names that are normalised before they are judged",
    (name) =>
      new TextEncoder().encode(
        new TextDecoder().decode(name).toLowerCase()
          .replace(/\.$/, ""),
      ),
  ],
  [
    "trimmed",
    "Blanks are left out of serverName",
    "Text out of a configuration file, tidied up wherever it comes from",
    (name) => name.filter((byte) => byte !== 0x20),
  ],
  [
    "ends-at-zero",
    "serverName ends at its first zero byte",
    "Names with a zero byte in them, which C takes for shorter ones",
    (name) => name.includes(0) ? name.slice(0, name.indexOf(0)) : name,
  ],
  [
    "with-delete",
    "0x7f counts as a letter of a serverName",
    "A bound that is off by one",
    (name) => name.map((byte) => byte === 0x7f ? LETTER : byte),
  ],
  [
    "eight-bit",
    "Bytes above 0x7f count as letters of a serverName",
    "Names in UTF-8, where A-labels are meant",
    (name) => name.map((byte) => byte > 0x7f ? LETTER : byte),
  ],
];

const LETTER = 0x78;

/** Servers that put right what a client named them. */
export const names: readonly Mutant[] = READINGS.map((
  [name, title, models, read],
) =>
  inRole("server", {
    layer: "messages",
    name: `name-${name}`,
    requirement: "NEG-12",
    title,
    models,
    plant: () =>
      readsHello(({ serverName, ...hello }) => ({
        ...hello,
        serverName: read(serverName),
      })),
  })
);
