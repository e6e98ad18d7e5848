#!/bin/bash
# A matrix as a Slurm job array, one shard a node. In the project's folder, on a file system that all nodes share, and after
# `npm ci`:
#
#   sbatch harness/cli/matrix/examples/slurm.sh [OPTIONS OF bench matrix]
#
# All shards store into one set, so that nothing has to be merged. A task that was cut off goes on where it stopped.
#SBATCH --job-name=bench
#SBATCH --array=1-8
#SBATCH --exclusive
#SBATCH --ntasks=1
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

set="${BENCH_SET:-slurm-${SLURM_ARRAY_JOB_ID:?start this with sbatch --array}}"
cd "${SLURM_SUBMIT_DIR:?start this with sbatch}"

# A task that was requeued finds the lock of the node that it was taken from. Slurm runs each task once, so it is its own.
if ((${SLURM_RESTART_COUNT:-0} > 0)); then
  shard=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))
  rm -f "results/$set/trials/$shard-of-$SLURM_ARRAY_TASK_COUNT.lock"
fi

exec npx bench matrix --set "$set" "$@"
