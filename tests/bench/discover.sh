#!/bin/sh
# Compares `glossator discover` with ripgrep (200 strings) on the same files, and shows how its time and memory grow.
#
# usage: tests/bench/discover.sh [CORPUS] [TERMS]
#   CORPUS  a folder of Markdown files; a generated one without it
#   TERMS   a file of strings for ripgrep, one a line; made from the generated corpus without it
# environment: GLOSSATOR (target/release/glossator), RG (rg), PAIRS (5), THREADS (2), COPIES (10)
#
# The larger corpus is the first COPIES times, each copy in a folder of its own: the same strings, in more documents.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
shared=${GLOSSATOR_SHARED:-$root/../shared}
rg=${RG:-rg}
glossator=${GLOSSATOR:-$root/target/release/glossator}
threads=${THREADS:-2}
pairs=${PAIRS:-5}
copies=${COPIES:-10}

corpus=${1:-}
terms=${2:-$shared/bench/terms/L200.txt}
if [ -z "$corpus" ] && [ -d "$shared/corpora/thenewstack-zh/docs" ]; then
    corpus=$shared/corpora/thenewstack-zh/docs
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$corpus" ] || [ ! -f "$terms" ]; then
    python3 "$here/generate.py" "$work/generated" "$work/terms"
    corpus=${corpus:-$work/generated}
    terms=$work/terms/L200.txt
fi
mkdir "$work/many"
copy=0
while [ "$copy" -lt "$copies" ]; do
    cp -r "$corpus" "$work/many/$copy"
    copy=$((copy + 1))
done

"$rg" --version | head -n 1
"$glossator" --version
echo "$threads threads, $pairs pairs; A is rg -n -F -f with $(wc -l <"$terms") strings, B is glossator discover"
for folder in "$corpus" "$work/many"; do
    files=$(find "$folder" -type f | wc -l)
    discover="$glossator discover $folder --no-config --quiet --format json --threads $threads"
    python3 "$here/measure.py" "$pairs" "$files" "$rg -j $threads -n -F -f $terms $folder" "$discover"
done
for count in 1 2 4; do
    "$glossator" discover "$corpus" --no-config --quiet --format json --threads "$count" | cksum
done
