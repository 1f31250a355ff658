#!/usr/bin/env bash
# The step of the action: what it takes comes by variables, so that nothing of it is read as code.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=${STEERBENCH:-$here/../../.build/release/steerbench}
output=${GITHUB_OUTPUT:-/dev/null}

if [ -n "${INPUT_SWEEP:-}" ] && [ -n "${INPUT_DIGEST:-}" ]; then
  echo "::error title=steerbench::name a sweep of this repository, or a remote and a digest, not both"
  exit 2
fi
if [ -z "${INPUT_SWEEP:-}" ] && { [ -z "${INPUT_REMOTE:-}" ] || [ -z "${INPUT_DIGEST:-}" ]; }; then
  echo "::error title=steerbench::name a sweep of this repository, or a remote and a digest"
  exit 2
fi

subject=${INPUT_SWEEP:-$INPUT_DIGEST}
work=${RUNNER_TEMP:-$(mktemp -d)}/steerbench-$(printf '%s' "$subject" | tr -c 'A-Za-z0-9._-' '-')
summary=${GITHUB_STEP_SUMMARY:-$work.summary}

status=0
if [ -n "${INPUT_SWEEP:-}" ]; then
  sweep=$INPUT_SWEEP
else
  pull=(pull "$INPUT_REMOTE" "$INPUT_DIGEST" --into "$work" --json)
  if [ -n "${INPUT_KEY:-}" ]; then pull+=(--key "$INPUT_KEY"); fi
  pulled=$("$tool" "${pull[@]}") || status=$?
  if [ "$status" -ne 0 ]; then
    echo "status=$status" >>"$output"
    echo "::error title=steerbench::the sweep could not be pulled (exit code $status)"
    exit "$status"
  fi
  # One line of canonical JSON; the folder's name is one of a sweep, and has no quote in it.
  sweep=$(printf '%s' "$pulled" | sed -n 's/.*"sweepFolder":"\([^"]*\)".*/\1/p')
fi
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
replay=(replay "$sweep" --github --no-tables --comment "$work.comment")
replay+=(--fail-on "${INPUT_FAIL_ON:-any}")
if [ "${INPUT_ALLOW_UNUSED:-false}" = true ]; then replay+=(--allow-unused); fi
GITHUB_STEP_SUMMARY=$report "$tool" "${replay[@]}" || status=$?
cat "$report" >>"$summary"
echo "status=$status" >>"$output"

# One comment a pull request, workflow, job and sweep, found by its first line and written anew; nobody
# else's is touched. On green nothing is said, unless it was asked for or a red one stands there.
comment() {
  local marker url id
  marker="<!-- steerbench $(printf '%s' "${GITHUB_WORKFLOW:-} ${GITHUB_JOB:-} $subject" |
    tr -c 'A-Za-z0-9 ._/-' '-') -->"
  url=repos/$GITHUB_REPOSITORY/issues
  id=$(gh api --paginate "$url/$PULL_REQUEST/comments" \
    --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1) || return 1
  if [ -z "$id" ] && [ "$status" -eq 0 ] && [ "${INPUT_COMMENT_ON_GREEN:-false}" != true ]; then
    return 0
  fi
  { printf '%s\n' "$marker"; cat "$work.comment"; } >"$work.body"
  if [ -n "$id" ]; then
    gh api --method PATCH "$url/comments/$id" --field "body=@$work.body" --silent
  else
    gh api --method POST "$url/$PULL_REQUEST/comments" --field "body=@$work.body" --silent
  fi
}
if [ -n "${GH_TOKEN:-}" ] && [ -n "${PULL_REQUEST:-}" ] && [ -f "$work.comment" ]; then
  comment ||
    echo "::warning title=steerbench::the comment could not be written; the step's summary has it"
fi
exit "$status"
