/**
 * Asks GitHub's own parser about workflows and actions: those of the project,
 * or those named.
 *
 *     node --import tsx tools/gate/workflows_bin.ts [FILE…]
 *
 * On Node alone: the parser imports JSON as Deno doesn't.
 */
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import {
  NoOperationTraceWriter,
  parseWorkflow,
} from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { ROOT } from "./project_files.ts";

const WORKFLOWS = `${ROOT}.github/workflows/`;

const named = process.argv.slice(2);
const files = named.length > 0 ? named : [
  `${ROOT}action.yml`,
  ...readdirSync(WORKFLOWS).map((name) => WORKFLOWS + name),
];
for (const name of files) {
  const file = { name, content: readFileSync(name, "utf8") };
  const parse = name.endsWith("action.yml") ? parseAction : parseWorkflow;
  const { errors } = parse(file, new NoOperationTraceWriter()).context;
  for (const { message } of errors.getErrors()) {
    console.error(message);
    process.exitCode = 1;
  }
}
console.log(`${files.length} files read`);
