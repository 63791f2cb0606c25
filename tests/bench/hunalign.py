#!/usr/bin/env python3
"""Times `glossator align` beside hunalign on the same sentences of a folder with pairs.tsv, in turn, in one run.

usage: hunalign.py FOLDER [--glossator target/release/glossator] [--hunalign PATH] [--language zh] [--runs 3] [--limit N]

FOLDER      has pairs.tsv with columns lang, source and target
--hunalign  the program of https://github.com/danielvarga/hunalign (build it: `make -C src/hunalign`); without it only
            glossator is measured

The sentences are those that `glossator align` splits, one a line, Chinese characters set apart by spaces for hunalign, which
counts words (both get the same lines). hunalign gets no dictionary (an empty file) and `-realign`, the only way in which it
learns from the text itself; its batch mode starts it once. glossator aligns the same files with `--lines`, on two threads and on
one. Prints the median wall time of each.
"""
import argparse, csv, json, os, statistics, subprocess, sys, tempfile, time


def sentences(binary, source, target):
    run = subprocess.run([binary, "align", "--no-config", "-q", "--format", "tsv", source, target], capture_output=True, text=True)
    sides = ([], [])
    for row in csv.reader(run.stdout.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE):
        for number in (0, 1):
            if len(row) > number + 1 and row[number + 1].strip():
                sides[number].append(" ".join(row[number + 1].split()))
    return sides


def spaced(line):
    return " ".join("".join(f" {c} " if "\u3400" <= c <= "\u9fff" else c for c in line).split())


def timed(command, **more):
    started = time.time()
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    if run.returncode:
        sys.exit(f"{command[0]} ended with {run.returncode}")
    return time.time() - started


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder")
    p.add_argument("--glossator", default="target/release/glossator")
    p.add_argument("--hunalign", default=os.environ.get("HUNALIGN"))
    p.add_argument("--language", default="zh")
    p.add_argument("--runs", type=int, default=3)
    p.add_argument("--limit", type=int, default=0)
    a = p.parse_args()
    binary = os.path.abspath(a.glossator)
    with open(os.path.join(a.folder, "pairs.tsv"), encoding="utf-8", newline="") as f:
        rows = [r for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE) if r["lang"].startswith(a.language)]
    rows = rows[: a.limit or None]
    with tempfile.TemporaryDirectory() as work:
        pairs, batch, counts = ["source\ttarget"], [], [0, 0]
        for number, row in enumerate(rows):
            sides = sentences(binary, os.path.join(a.folder, row["source"]), os.path.join(a.folder, row["target"]))
            if not all(sides):
                continue
            names = [f"{number}.source.txt", f"{number}.target.txt"]
            for side, (name, lines) in enumerate(zip(names, sides)):
                counts[side] += len(lines)
                with open(os.path.join(work, name), "w", encoding="utf-8") as out:
                    out.writelines(spaced(line) + "\n" for line in lines)
            pairs.append("\t".join(names))
            batch.append("\t".join([*names, f"{number}.out"]))
        for name, lines in (("pairs.tsv", pairs), ("batch", batch), ("empty.dic", [])):
            with open(os.path.join(work, name), "w", encoding="utf-8") as out:
                out.writelines(line + "\n" for line in lines)
        ours = [binary, "align", "--no-config", "-q", "--lines", "--pairs", "pairs.tsv"]
        commands = {"glossator, 2 threads": [*ours, "--threads", "2"], "glossator, 1 thread": [*ours, "--threads", "1"]}
        if a.hunalign:
            commands["hunalign"] = [os.path.abspath(a.hunalign), "-realign", "-utf", "-batch", "empty.dic", "batch"]
        times = {name: [] for name in commands}
        for _ in range(a.runs):
            for name, command in commands.items():
                times[name].append(timed(command, cwd=work))
        print(json.dumps({"pairs": len(batch), "sentences": counts,
                          "seconds": {name: round(statistics.median(all), 2) for name, all in times.items()}}))


main()
