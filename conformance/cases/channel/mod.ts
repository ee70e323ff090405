import type { Case } from "../../runner/case.ts";
import { receivedData } from "./received_data.ts";
import { lateFault } from "./late_fault.ts";
import { alertForm } from "./alert_form.ts";
import { close } from "./close.ts";
import { commanded } from "./commanded.ts";
import { data } from "./data.ts";
import { keyUpdate } from "./key_update.ts";
import { pings } from "./pings.ts";
import { reported } from "./reported.ts";
import { serverData } from "./server_data.ts";
import { sessionProperties } from "./session_property.ts";

/** The cases of the channel layer. */
export const channel: readonly Case[] = [
  ...serverData,
  ...data,
  ...pings,
  ...keyUpdate,
  ...close,
  ...reported,
  ...commanded,
  ...alertForm,
  ...lateFault,
  ...receivedData,
  ...sessionProperties,
];
