#!/bin/bash
# A matrix under GNU parallel, one shard on each of several machines that see this folder under the same path:
#
#   harness/cli/matrix/examples/parallel.sh HOSTS [OPTIONS OF bench matrix]
#
# HOSTS is a file with a line for each machine, as for ssh (`:` is this one). Given again, it goes on where it stopped.
set -euo pipefail

hosts="${1:?give a file with the names of the machines}"
shift
count="$(grep -cv '^\s*\(#\|$\)' "$hosts")"

# --jobs 1: two shards on a machine would only wait for each other.
seq "$count" | parallel --sshloginfile "$hosts" --jobs 1 --workdir "$PWD" --line-buffer --tag --quote \
  npx bench matrix --set parallel --shard "{}/$count" "$@"
