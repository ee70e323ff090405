import { hex } from "../../../conformance/tester/bytes.ts";
import { Cipher, SecuritySetting } from "../../../src/mod.ts";
import type { StateOptions } from "../reference/reach_state.ts";
import { GENERATED } from "../topic.ts";
import type { InnerVector } from "./format.ts";

/** The maxFrame of every row. */
export const MAX_FRAME = 4_096;

/** An end in a state, under a cipher. */
export interface InnerRow extends StateOptions {
  readonly name: string;
}

/** The rows of one role. */
export interface InnerRows {
  readonly established: InnerRow;
  readonly compressed: InnerRow;
  readonly tripleDes: InnerRow;
  readonly before: InnerRow;
  readonly beforeTripleDes: InnerRow;
}

/** What plaintexts come to, by the role that is to judge them. */
export function innerRows(role: InnerRow["role"]): InnerRows {
  const prefix = role === "server" ? "inner" : "client-inner";
  const established: InnerRow = {
    name: prefix,
    role,
    state: "ESTABLISHED",
    setting: SecuritySetting.open,
    cipher: Cipher["AES-256-GCM"],
    compression: 0,
    maxFrame: MAX_FRAME,
  };
  const tripleDes: InnerRow = {
    ...established,
    name: `${prefix}-3des`,
    cipher: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
  };
  return {
    established,
    compressed: {
      ...established,
      name: `${prefix}-deflate`,
      setting: SecuritySetting.proprietary,
      cipher: Cipher["ChaCha20-Poly1305"],
      compression: 1,
    },
    tripleDes,
    before: {
      ...established,
      name: `${prefix}-before`,
      state: "WAIT_FINISHED",
    },
    beforeTripleDes: {
      ...tripleDes,
      name: `${prefix}-before-3des`,
      state: "WAIT_FINISHED",
    },
  };
}

/** Plaintexts of which none is refused. */
export function accepted(
  row: InnerRow,
  id: string,
  comment: string,
  requirement: string,
  plains: readonly Uint8Array[],
): InnerVector {
  return {
    ...base(row, id, comment, requirement, plains),
    flags: [],
    expect: { result: "accept" },
  };
}

/** Plaintexts of which the last is. */
export function refused(
  row: InnerRow,
  id: string,
  comment: string,
  requirement: string,
  code: number | number[],
  plains: readonly Uint8Array[],
  flag: string,
): InnerVector {
  return {
    ...base(row, id, comment, requirement, plains),
    flags: [flag],
    expect: { result: "alert", codes: [code].flat() },
  };
}

function base(
  row: InnerRow,
  id: string,
  comment: string,
  requirement: string,
  plains: readonly Uint8Array[],
): Omit<InnerVector, "expect"> {
  const { name, role, state, setting, cipher, compression, maxFrame } = row;
  return {
    id: `${name}/${id}`,
    comment,
    requirements: [requirement],
    flags: [],
    provenance: GENERATED,
    since: "0.1.0",
    kind: "inner",
    role,
    state,
    setting,
    cipher,
    compression,
    maxFrame,
    plains: plains.map(hex),
  };
}
