#!/usr/bin/env bash
# One shard a task of a Slurm array job, then the merge. The folder of the project must be on a disk
# that all nodes share. A task whose node dies is queued again and goes on where it stopped.
#
#   array=$(sbatch --parsable ci/examples/slurm.sh smollm2-135m --base-url http://model:8080/v1)
#   sbatch --dependency=afterok:"$array" --wrap \
#     'steerbench merge smollm2-135m && steerbench cassette verify smollm2-135m'
#
#SBATCH --job-name=steerbench
#SBATCH --array=1-16
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=steerbench-%A-%a.log
set -euo pipefail
exec "${STEERBENCH:-steerbench}" record "$1" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" "${@:2}"
