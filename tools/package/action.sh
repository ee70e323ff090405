#!/usr/bin/env bash
# What action.yml runs: the suite, as the action's inputs say, each a variable
# of the environment. Reports go to $REPORTS, and to GitHub's own places.
set -euo pipefail

mkdir -p "$REPORTS"
events=$REPORTS/events-${SHARD//\//-of-}.jsonl
echo "events=$events" >>"$GITHUB_OUTPUT"

arguments=(conform "$ROLE")
[[ -z $ADDRESS ]] || arguments+=("$ADDRESS")
[[ -z $EXEC ]] || arguments+=(--exec "$EXEC")
[[ -z $PROFILE ]] || arguments+=(--profile "$PROFILE")
[[ -z $BASELINE ]] || arguments+=(--baseline "$BASELINE")
[[ -z $SHARD ]] || arguments+=(--shard "$SHARD")
read -ra more <<<"$ARGUMENTS"
arguments+=(
  "${more[@]}"
  --report "jsonl=$events"
  --report "junit=$REPORTS/junit.xml"
  --report "html=$REPORTS/report.html"
  --report github
)
exec node "$GITHUB_ACTION_PATH/dist/tools/bin.js" "${arguments[@]}"
