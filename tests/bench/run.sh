#!/bin/sh
# Compares `glossator check` with ripgrep on the same files and the same strings, and `glossator report` with the shipped
# glossary on the corpus itself; see README.md beside this.
#
# usage: tests/bench/run.sh [CORPUS] [TERMS]
#   CORPUS  a folder of Markdown files; a generated one without it
#   TERMS   a folder with L20.txt … L100000.txt and r*.json; made from the generated corpus without it
# environment: GLOSSATOR (target/release/glossator), RG (rg), PAIRS (5), THREADS (2), SIZES, COPIES (10),
#   WORK (where the copies go: TMPDIR, else /dev/shm where it is a memory file system with room for twice as much and 1 GiB more,
#   so that the cache stays warm, else /tmp)
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
shared=${GLOSSATOR_SHARED:-$root/../shared}
rg=${RG:-rg}
glossator=${GLOSSATOR:-$root/target/release/glossator}
threads=${THREADS:-2}
pairs=${PAIRS:-5}

corpus=${1:-}
terms=${2:-$shared/bench/terms}
if [ -z "$corpus" ] && [ -d "$shared/corpora/thenewstack-zh/docs" ]; then
    corpus=$shared/corpora/thenewstack-zh/docs
fi
copies=${COPIES:-10}
size=$(du -sk "${corpus:-$here}" | cut -f 1)
free=$(df -P -k -t tmpfs /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
parent=/tmp
if [ "${free:-0}" -gt $((2 * copies * size + 1048576)) ] && [ -w /dev/shm ]; then
    parent=/dev/shm
fi
work=$(mktemp -d "${WORK:-${TMPDIR:-$parent}}/glossator-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ -z "$corpus" ] || [ ! -d "$terms" ]; then
    python3 "$here/generate.py" "$work/generated" "$work/terms"
    corpus=${corpus:-$work/generated}
    terms=$work/terms
fi
mkdir "$work/corpus"
copy=0
while [ "$copy" -lt "$copies" ]; do
    cp -r "$corpus" "$work/corpus/$copy"
    copy=$((copy + 1))
done

"$rg" --version | head -n 1
"$glossator" --version
echo "$(find "$work/corpus" -type f | wc -l) files, $(du -sm "$work/corpus" | cut -f 1) MiB in $work, $threads threads, $pairs pairs"
echo "A is rg -n -F -f, B is glossator check; ratios are B to A, medians of paired runs"
printf '用容器部署 Kubernetes。\n' >"$work/one.md"

for size in ${SIZES:-L20 L200 L2000 L20000 L100000}; do
    [ -f "$terms/$size.txt" ] || continue
    list=$work/$size.txt
    cp "$terms/$size.txt" "$list"
    set -- "$terms"/r*.json
    [ -f "$1" ] || set --
    python3 "$here/glossary.py" "$list" "$work/$size.csv" "$@"
    check="$glossator check $work/corpus --glossary $work/$size.csv --no-config --quiet --format json --threads $threads"
    python3 "$here/measure.py" "$pairs" "$size" "$rg -j $threads -n -F -f $list $work/corpus" "$check"
    found=$($check | tail -n 1) || true
    echo "            rg -o: $("$rg" -j "$threads" -o --no-filename -F -f "$list" "$work/corpus" | wc -l) matches; glossator: $found"
    python3 "$here/measure.py" "$pairs" "one file" true "$glossator check $work/one.md --glossary $work/$size.csv --no-config --quiet --format json"
done

# The report on the corpus as it is, with the shipped glossary, and as much again ten times over for its memory.
if [ -f "$terms/L200.txt" ]; then
    cp "$terms/L200.txt" "$work/L200.txt"
    for folder in "$work/corpus/0" "$work/corpus"; do
        report="$glossator report $folder --no-config --quiet --output $work/report --threads $threads"
        python3 "$here/measure.py" "$pairs" report "$rg -j $threads -n -F -f $work/L200.txt $folder" "$report"
    done
fi
