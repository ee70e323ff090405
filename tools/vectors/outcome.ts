import { AlertCode, nameOf, ProtocolError } from "../../src/mod.ts";

/** What an implementation did with a vector: nothing, or an Alert. */
export type Outcome = number | "accepted";

/** The code that work ends with; other errors are our own and thrown on. */
export async function outcomeOf(
  work: () => unknown,
): Promise<Outcome> {
  try {
    await work();
    return "accepted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.alert;
    throw error;
  }
}

/** How an outcome departs from what is expected; or nothing. */
export function outcomeFault(
  expect: { readonly result: string; readonly codes?: readonly number[] },
  got: Outcome,
): string | undefined {
  const accepts = expect.result !== "alert";
  const codes = expect.codes ?? [];
  if (got === "accepted" ? accepts : codes.includes(got)) return undefined;
  const allowed = [
    ...(accepts ? ["acceptance"] : []),
    ...codes.map(alertText),
  ];
  return `expected ${allowed.join(" or ")}, got ${
    got === "accepted" ? "acceptance" : alertText(got)
  }`;
}

/** `malformed (0x02)`. */
export function alertText(code: number): string {
  return `${nameOf(AlertCode, code)} (0x${code.toString(16).padStart(2, "0")})`;
}
