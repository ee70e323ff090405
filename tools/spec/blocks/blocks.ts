import type { LedgerEntry } from "../ledger.ts";
import {
  commandsTable,
  configurationTable,
  eventsTable,
  identityTable,
} from "./control_tables.ts";
import {
  clearAlertExample,
  compressedExample,
  knownFrameExample,
  nonceExample,
  plaintextExamples,
  sealedExample,
  sessionFrameExample,
} from "./example_blocks.ts";
import {
  frameDiagram,
  frameTypesTable,
  longestBodiesTable,
  sealedSizesTable,
} from "./frame_tables.ts";
import { ledgerTable } from "./ledger_table.ts";
import { limitsTable } from "./limits_table.ts";
import { messageBlock, shortMessagesBlock } from "./message_block.ts";
import * as registries from "./registry_tables.ts";
import { scheduleBlock } from "./schedule_blocks.ts";
import { sessionBlock } from "./session_block.ts";

/** What generated blocks are made from beside the schema and the vectors. */
export interface BlockSources {
  readonly ledger: readonly LedgerEntry[];
}

/** Every block that pages may hold between markers, by its name. */
export function blocksFrom(
  { ledger }: BlockSources,
): ReadonlyMap<string, () => string> {
  return new Map([
    ...Object.entries(SCHEMA_BLOCKS),
    ...Object.entries(EXAMPLE_BLOCKS),
    ["ledger", () => ledgerTable(ledger)],
  ]);
}

const SCHEMA_BLOCKS: Readonly<Record<string, () => string>> = {
  "frame": frameDiagram,
  "frame-types": frameTypesTable,
  "sealed-sizes": sealedSizesTable,
  "longest-bodies": longestBodiesTable,
  "ClientHello": () => messageBlock("ClientHello"),
  "ServerHello": () => messageBlock("ServerHello"),
  "ServerKey": () => messageBlock("ServerKey"),
  "ServerCertificate": () => messageBlock("ServerCertificate"),
  "ClientKeyExchange": () => messageBlock("ClientKeyExchange"),
  "Finished": () => messageBlock("Finished"),
  "inner": () =>
    shortMessagesBlock(["Data", "Ping", "Pong", "KeyUpdate", "Alert"]),
  "limits": limitsTable,
  "versions": registries.versionsTable,
  "settings": registries.settingsTable,
  "ciphers": registries.ciphersTable,
  "compressions": registries.compressionsTable,
  "extensions": registries.extensionsTable,
  "key-update-requests": registries.keyUpdateRequestsTable,
  "alerts": registries.alertsTable,
  "grease": registries.greaseTable,
  "control-configuration": configurationTable,
  "control-identity": identityTable,
  "control-commands": commandsTable,
  "control-events": eventsTable,
};

/** The known answers that the examples of the pages are. */
const CHACHA20 = "external/proprietary-0x0101";
const TRIPLE_DES = "external/open-0x0002";

const EXAMPLE_BLOCKS: Readonly<Record<string, () => string>> = {
  "example:timeout": () => clearAlertExample("alert/valid/timeout"),
  "example:malformed": () => clearAlertExample("alert/valid/malformed"),
  "example:ClientHello": () => knownFrameExample(CHACHA20, 0),
  "example:ServerHello": () => knownFrameExample(CHACHA20, 1),
  "example:ServerKey": () => sessionFrameExample("open-aes", "ServerKey"),
  "example:ServerCertificate": () =>
    sessionFrameExample("certified-aes", "ServerCertificate"),
  "example:ClientKeyExchange": () =>
    sessionFrameExample("open-aes", "ClientKeyExchange"),
  "example:Finished": () => plaintextExamples(["finished/valid/typical"]),
  "example:inner": () =>
    plaintextExamples([
      "data/valid/typical",
      "ping/valid/typical",
      "pong/valid/typical",
      "key-update/valid/requested",
      "alert/valid/close",
    ]),
  "example:schedule": () => scheduleBlock(CHACHA20),
  "example:schedule-3des": () => scheduleBlock(TRIPLE_DES),
  "example:server-finished": () => sealedExample(`${CHACHA20}/server-finished`),
  "example:client-finished": () => sealedExample(`${CHACHA20}/client-finished`),
  "example:finished-3des": () => sealedExample(`${TRIPLE_DES}/client-finished`),
  "example:data": () => nonceExample(`${CHACHA20}/client-data`),
  "example:data-3des": () => sealedExample(`${TRIPLE_DES}/client-data`),
  "example:compressed": () =>
    compressedExample("proprietary-deflate", "client"),
  "example:ping": () => sessionFrameExample("proprietary", "Ping"),
  "example:key-update": () => sessionFrameExample("proprietary", "KeyUpdate"),
  "example:close": () => sessionFrameExample("proprietary", "Alert"),
  "session:proprietary": () => sessionBlock("proprietary"),
  "session:open": () => sessionBlock("open-aes"),
  "session:certified": () => sessionBlock("certified-aes"),
  "session:3des": () => sessionBlock("open-3des"),
};
