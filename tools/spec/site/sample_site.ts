import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Citations, readCitations } from "../citations.ts";
import { type Coverage, coverageOf } from "../coverage.ts";
import { readLedger } from "../ledger.ts";
import { readPages } from "../page.ts";
import { extractRequirements } from "../requirements.ts";
import { buildSite } from "./build.ts";
import { writeSite } from "./write_site.ts";

/** The site of this checkout, and what it was made from; for tests. */
export interface SampleSite {
  readonly files: ReadonlyMap<string, string>;
  readonly coverage: Coverage;
  readonly citations: Citations;
}

/** Builds the site of this checkout. */
export function sampleSite(): SampleSite {
  const citations = readCitations();
  const { requirements } = extractRequirements(readPages(SPEC));
  const coverage = coverageOf(requirements, citations, readLedger(SPEC));
  return { files: buildSite(SPEC, coverage, citations), coverage, citations };
}

/** Runs with the site in a folder on disk, and removes it. */
export async function withSiteOnDisk(
  files: ReadonlyMap<string, string>,
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "fesa-site-"));
  try {
    writeSite(directory, files);
    await run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const SPEC = fileURLToPath(new URL("../../../spec", import.meta.url));
