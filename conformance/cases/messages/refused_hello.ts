import { type ServerCase, serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import type { ClientHello } from "../../tester/hello.ts";
import type { AlertName } from "../../tester/registry.ts";

/** A ClientHello with one fault, and the Alert it must get. */
export interface RefusedHello
  extends Omit<Parameters<typeof serverCase>[0], "run" | "requirements"> {
  readonly requirement: string;
  /** Further requirements that the case touches. */
  readonly also?: readonly string[];
  readonly alert: AlertName;
  /** The fields that differ from a right offer. */
  readonly hello?: (t: ServerContext) => Partial<ClientHello>;
  /** The last touch to the encoded body. */
  readonly edit?: (body: Uint8Array) => Uint8Array;
}

/** The case that sends it. */
export function refusedHello(fields: RefusedHello): ServerCase {
  const { requirement, also = [], alert, hello, edit, ...rest } = fields;
  return serverCase({
    ...rest,
    requirements: [requirement, ...also],
    async run(t) {
      const peer = await t.connect();
      peer.sendHello(hello?.(t), edit);
      await peer.expectAlert(alert, requirement);
    },
  });
}
