#!/usr/bin/env bash
# Shards on the machines of a list by GNU parallel, then the merge, verified. The folder of the project must be
# on a disk that all machines share; without a list, all shards run here. What fails is tried again,
# and then goes on where it stopped.
#
#   ci/examples/parallel.sh 16 smollm2-135m --base-url http://127.0.0.1:8080/v1
#   MACHINES=hosts.txt ci/examples/parallel.sh 16 smollm2-135m
set -euo pipefail
count=$1 sweep=$2 tool=${STEERBENCH:-steerbench}
shift 2
machines=()
if [ -n "${MACHINES:-}" ]; then machines=(--sshloginfile "$MACHINES" --workdir "$PWD"); fi
seq "$count" | parallel --jobs "${JOBS:-4}" --retries 3 ${machines[@]+"${machines[@]}"} \
  "$tool" record "$sweep" --shard "{}/$count" "$@"
"$tool" merge "$sweep"
"$tool" cassette verify "$sweep"
