import { GENERATED } from "../topic.ts";

/** What a vector of this topic says of itself. */
export function exchangeHead(
  id: string,
  comment: string,
  requirement: string,
  ...flags: string[]
) {
  return {
    id,
    comment,
    requirements: [requirement],
    flags,
    provenance: GENERATED,
    since: "0.1.0",
  };
}
