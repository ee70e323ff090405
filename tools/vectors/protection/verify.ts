import { concat, fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { createOpener, createSealer, nodeProvider } from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { outcomeFault, outcomeOf } from "../outcome.ts";
import type { ProtectionVector } from "./format.ts";

/** Holds the reference's sealer and opener against a vector. */
export async function verifyProtection(
  vector: ProtectionVector,
): Promise<string | undefined> {
  const { cipher, sequence, blocks = 0, secret } = vector;
  const options = {
    provider: nodeProvider,
    cipher,
    secret: fromHex(secret),
    use: { sequence, blocks },
    random: () => fromHex(vector.kind === "seal" ? vector.iv8 ?? "" : ""),
  };
  const body = fromHex(vector.frame).subarray(4);
  let plain: string | undefined;
  const got = await outcomeOf(() => {
    const opened = createOpener(options).open(body.length, [body]);
    plain = hex(concat(Uint8Array.of(opened.innerType), ...opened.content));
  });
  const fault = outcomeFault(vector.expect, got) ??
    difference({ plain: vector.plain }, { plain });
  if (fault || vector.kind === "open") return fault;
  const [innerType, ...content] = fromHex(vector.plain);
  const sealed = createSealer(options)
    .seal(innerType, [Uint8Array.from(content)]);
  return difference({ frame: vector.frame }, { frame: hex(concat(...sealed)) });
}
