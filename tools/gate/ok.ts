import { type Step, STEPS } from "./steps.ts";

/**
 * Runs the steps of the gate that `args` ask for: all; only those named; all
 * but those after `--except`, separated by commas.
 * Prints a line a step and returns the exit status.
 */
export async function ok(
  args: readonly string[],
  all: readonly Step[] = STEPS,
): Promise<number> {
  const steps = selectSteps(args, all);
  if (typeof steps === "string") {
    console.error(steps);
    return 2;
  }
  const failed: string[] = [];
  for (const step of steps) {
    const started = performance.now();
    const { ok, output, note } = await step.run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${ok ? "ok  " : "FAIL"} ${step.name.padEnd(13)} ${
        seconds.padStart(6)
      } s${note === undefined ? "" : `  ${note}`}`,
    );
    if (ok) continue;
    failed.push(step.name);
    console.log(firstLines(output.trimEnd()));
  }
  console.log(
    failed.length === 0
      ? `The gate is open: ${steps.length} steps passed`
      : `The gate is closed: ${failed.join(", ")} failed; see above`,
  );
  return failed.length === 0 ? 0 : 1;
}

/** The steps to run, or one line that says what is wrong with the request. */
export function selectSteps(
  args: readonly string[],
  all: readonly Step[],
): Step[] | string {
  const except = args[0] === "--except";
  const names = except ? args.slice(1).flatMap((a) => a.split(",")) : args;
  const unknown = names.find((name) => !all.some((step) => step.name === name));
  if (unknown !== undefined) {
    return `No step "${unknown}": the gate's steps are ${
      all.map((step) => step.name).join(", ")
    }`;
  }
  const chosen = all.filter((step) =>
    names.length === 0 || names.includes(step.name) !== except
  );
  return chosen.length > 0 ? chosen : "No step is left to run";
}

/** What a step printed, as long as someone still reads it. */
function firstLines(output: string, most: number = 120): string {
  const lines = output.split("\n");
  return lines.length <= most ? output : [
    ...lines.slice(0, most),
    `(${lines.length - most} more lines)`,
  ].join("\n");
}
