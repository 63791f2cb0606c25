#!/usr/bin/env python3
"""Score the alignment of headings whose ids say which belong together.

usage: headings.py GLOSSATOR CORPUS [--keep-ids] [--lang zh] [--show N] [-- OPTIONS OF ALIGN]

CORPUS      a folder with pairs.tsv (columns lang, source, target) and the files it names
--keep-ids  leaves the ids ({#id}) in the texts; without it they are taken out before the texts are aligned, so that the
            aligner must find by other means what the ids say

A pair of headings is gold if both have the same id in their files, once each: the explicit one, or for an original without
one the id that its words make. Precision counts the pairs of headings that are given where either has gold.
"""
import argparse, collections, csv, json, os, re, subprocess, sys, tempfile

HEADING = re.compile(r"^(#{1,6}[ \t]+)(.*?)[ \t]*(?:\{#([^}\s]+)\})?[ \t]*$", re.M)
FENCE = re.compile(r"^([ \t]*)(```+|~~~+).*?^[ \t]*\2[`~]*[ \t]*$", re.M | re.S)


def slug(text):
    text = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return text.replace(" ", "-")


def headings(text, is_source):
    """The ids of headings with their bytes, and the text without ids."""
    fenced = [m.span() for m in FENCE.finditer(text)]
    out, found, at = [], [], 0
    for m in HEADING.finditer(text):
        if any(s <= m.start() < e for s, e in fenced):
            continue
        out.append(text[at : m.end(2)])
        at = m.end()
        key = m.group(3) or (slug(m.group(2)) if is_source else None)
        if key:
            start = sum(len(piece.encode()) for piece in out)
            found.append((key.lower(), start - len(m.group(2).encode())))
    out.append(text[at:])
    return found, "".join(out)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("glossator")
    p.add_argument("corpus")
    p.add_argument("--keep-ids", action="store_true")
    p.add_argument("--lang", default="zh")
    p.add_argument("--show", type=int, default=0)
    arguments, extra = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, extra = arguments[:at], arguments[at + 1 :]
    a = p.parse_args(arguments)
    pairs = [row for row in csv.DictReader(open(os.path.join(a.corpus, "pairs.tsv"), encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)]
    pairs = [(row["source"], row["target"]) for row in pairs if row["lang"] == a.lang]
    right = given = wanted = 0
    with tempfile.TemporaryDirectory() as work:
        gold = {}
        rows = ["source\ttarget"]
        for source, target in pairs:
            sides = []
            for path, is_source in ((source, True), (target, False)):
                text = open(os.path.join(a.corpus, path), encoding="utf-8", newline="").read()
                found, bare = headings(text, is_source)
                if a.keep_ids:
                    found = [(key, at) for key, at in _kept(text, is_source)]
                    bare = text
                out = os.path.join(work, path)
                os.makedirs(os.path.dirname(out), exist_ok=True)
                open(out, "w", encoding="utf-8", newline="").write(bare)
                counts = collections.Counter(key for key, _ in found)
                sides.append({key: at for key, at in found if counts[key] == 1})
            gold[source, target] = [(sides[0][key], sides[1][key]) for key in sides[0] if key in sides[1]]
            rows.append(f"{source}\t{target}")
        open(os.path.join(work, "pairs.tsv"), "w", encoding="utf-8").write("\n".join(rows) + "\n")
        command = [a.glossator, "align", "--no-config", "--level", "block", "--format", "json", "--quiet"]
        command += ["--pairs", os.path.join(work, "pairs.tsv"), *extra]
        out = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        beads = collections.defaultdict(list)
        for line in out.splitlines():
            row = json.loads(line)
            if row["type"] == "bead":
                key = os.path.relpath(row["source_path"], work), os.path.relpath(row["target_path"], work)
                beads[key].append(row)
        for pair, places in gold.items():
            wanted += len(places)
            starts = [{place[side] for place in places} for side in (0, 1)]
            ours = set()
            for bead in beads[pair]:
                s = [at for at in starts[0] if any(b <= at < e or at <= b < at + 3 for b, e in bead["source_spans"])]
                t = [at for at in starts[1] if any(b <= at < e or at <= b < at + 3 for b, e in bead["target_spans"])]
                if s or t:
                    given += 1
                    is_right = len(s) == len(t) == 1 and len(bead["source"]) == len(bead["target"]) == 1
                    if is_right:
                        ours.add((s[0], t[0]))
            right += sum(place in ours for place in places)
            missed = [place for place in places if place not in ours]
            for place in missed[: a.show]:
                print(pair[0], place, [b for b in beads[pair] if any(s <= place[0] < e for s, e in b["source_spans"])])
    precision, recall = right / max(1, given), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(json.dumps({"pairs": len(pairs), "gold": wanted, "given": given, "precision": round(precision, 4),
                      "recall": round(recall, 4), "f1": round(f1, 4)}))


def _kept(text, is_source):
    fenced = [m.span() for m in FENCE.finditer(text)]
    for m in HEADING.finditer(text):
        if not any(s <= m.start() < e for s, e in fenced):
            key = m.group(3) or (slug(m.group(2)) if is_source else None)
            if key:
                yield key.lower(), len(text[: m.start(2)].encode())


main()
