import { type Citations, readCitations } from "./citations.ts";
import { type Coverage, coverageOf } from "./coverage.ts";
import { findBadExamples } from "./examples.ts";
import {
  findBlockProblems,
  findStaleFiles,
  type Generated,
  generatedFor,
} from "./generate.ts";
import { readLedger } from "./ledger.ts";
import { findBrokenLinks } from "./links.ts";
import { formatProblem, readPages } from "./page.ts";
import { extractRequirements, findStrayKeywords } from "./requirements.ts";

/** What checking the specification found. */
export interface SpecVerdict {
  /** A line each, with file and line where there is one. */
  readonly problems: readonly string[];
  readonly coverage: Coverage;
}

/**
 * Checks the specification in a directory: ids, links, examples, everything
 * generated, and that each requirement is tested or filed.
 */
export function checkSpec(
  directory: string,
  citations: Citations = readCitations(),
  generated: Generated = generatedFor(directory),
): SpecVerdict {
  const pages = readPages(directory);
  const { requirements, problems } = extractRequirements(pages);
  const coverage = coverageOf(requirements, citations, readLedger(directory));
  if (pages.length === 0) {
    return { problems: [`${directory}: no page ends in .md`], coverage };
  }
  const lines = [
    ...problems,
    ...findStrayKeywords(pages),
    ...findBrokenLinks(pages, directory),
    ...findBadExamples(pages),
    ...findBlockProblems(pages, generated),
  ].map(formatProblem);
  if (requirements.length === 0) lines.push(`${directory}: no requirement`);
  return {
    problems: [
      ...lines,
      ...findStaleFiles(directory, generated),
      ...coverage.problems,
    ],
    coverage,
  };
}
