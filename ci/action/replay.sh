#!/usr/bin/env bash
# The step of the action: what it takes comes by variables, so that nothing of it is read as code.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=${STEERBENCH:-$here/../../.build/release/steerbench}
output=${GITHUB_OUTPUT:-/dev/null}
work=${RUNNER_TEMP:-$(mktemp -d)}/steerbench-$INPUT_DIGEST
summary=${GITHUB_STEP_SUMMARY:-$work.summary}

pull=(pull "$INPUT_REMOTE" "$INPUT_DIGEST" --into "$work" --json)
if [ -n "${INPUT_KEY:-}" ]; then pull+=(--key "$INPUT_KEY"); fi
status=0
pulled=$("$tool" "${pull[@]}") || status=$?
if [ "$status" -ne 0 ]; then
  echo "status=$status" >>"$output"
  echo "::error title=steerbench::the sweep could not be pulled (exit code $status)"
  exit "$status"
fi
sweep=$(printf '%s' "$pulled" | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweepFolder"])')
echo "sweep=$sweep" >>"$output"

# What arrived is what its digest names; whether that is what somebody sealed is asked here.
verified=$("$tool" cassette verify "$sweep") || status=$?
# Indented: no line of it can be a command to the runner.
printf '%s\n' "$verified" | sed 's/^/  /'
if [ "$status" -ne 0 ]; then
  echo "status=$status" >>"$output"
  echo "::error title=steerbench::a cassette is not what was sealed (exit code $status)"
  exit "$status"
fi

# The report of this step alone, for the comment; the step's summary gets it too.
report=$work.report
: >"$report"
replay=(replay "$sweep" --github --no-tables)
if [ "${INPUT_ALLOW_UNUSED:-false}" = true ]; then replay+=(--allow-unused); fi
GITHUB_STEP_SUMMARY=$report "$tool" "${replay[@]}" || status=$?
cat "$report" >>"$summary"
echo "status=$status" >>"$output"

if [ -n "${GH_TOKEN:-}" ] && [ -n "${PULL_REQUEST:-}" ]; then
  # One comment a pull request, written anew each time.
  gh pr comment "$PULL_REQUEST" --repo "$GITHUB_REPOSITORY" --body-file "$report" \
    --edit-last --create-if-none ||
    echo "::warning title=steerbench::the comment could not be written; the step's summary has it"
fi
exit "$status"
