import type { Case } from "../../runner/case.ts";
import { segmentsProperty } from "./segments_property.ts";
import { clientStates } from "./client_states.ts";
import { linger } from "./linger.ts";
import { serverSegments } from "./server_segments.ts";
import { serverStates } from "./server_states.ts";
import { serverTypes } from "./server_types.ts";

/** The cases of the frames layer. */
export const frames: readonly Case[] = [
  ...serverTypes,
  ...serverStates,
  ...serverSegments,
  ...clientStates,
  ...linger,
  ...segmentsProperty,
];
