#!/usr/bin/env python3
"""Score the block alignment of `glossator align` against paragraphs whose translations are known.

usage: blocks.py GLOSSATOR CORPUS [--gold FILE] [--drop N] [--seed N] [--show N] [-- OPTIONS OF ALIGN]

CORPUS   a folder with pairs.tsv, en/ and zh/, and gold-blocks.jsonl: {"file": path below en/ and zh/, "en": paragraph,
         "zh": paragraph}. English comments (<!-- ... -->) are taken out of the Chinese files first.
--drop   also leaves out one paragraph in N of the Chinese at random (the gold for it is then "nothing")

A gold bead is the blocks that the two paragraphs cover. Where the original covers several blocks the gold has the
translation of the first only, so these rows are left out ("several"). A bead is right if it is exactly the gold bead.
Recall counts gold beads, precision the beads that touch a gold block.
"""
import argparse, collections, json, os, random, re, subprocess, sys, tempfile


def find(text, paragraph, after):
    """Byte range of a paragraph in a text, white space aside; the first one from character `after` on, else the first."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in paragraph.split()))
    found = pattern.search(text, after) or pattern.search(text)
    if not found:
        return None, after
    start = len(text[: found.start()].encode())
    return (start, start + len(found.group().encode())), found.end()


def ours(beads):
    return [(frozenset(bead["source"]), frozenset(bead["target"])) for bead in beads]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("glossator")
    p.add_argument("corpus")
    p.add_argument("--gold")
    p.add_argument("--drop", type=int, default=0)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--show", type=int, default=0)
    arguments, extra = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, extra = arguments[:at], arguments[at + 1 :]
    a = p.parse_args(arguments)
    rng = random.Random(a.seed)
    gold = collections.defaultdict(list)
    for line in open(a.gold or os.path.join(a.corpus, "gold-blocks.jsonl"), encoding="utf-8"):
        row = json.loads(line)
        gold[row["file"]].append((row["en"], row["zh"]))
    there = lambda file: os.path.exists(os.path.join(a.corpus, "en", file)) and os.path.exists(os.path.join(a.corpus, "zh", file))
    absent = sorted(file for file in gold if not there(file))
    for file in absent:
        del gold[file]
    right = given = wanted = unplaced = several = 0
    with tempfile.TemporaryDirectory() as work:
        rows = ["source\ttarget"]
        texts, dropped = {}, set()
        for file in sorted(gold):
            en = open(os.path.join(a.corpus, "en", file), encoding="utf-8", newline="").read()
            zh = open(os.path.join(a.corpus, "zh", file), encoding="utf-8", newline="").read()
            zh = re.sub(r"<!--.*?-->", "", zh, flags=re.S)
            for number, (_, translation) in enumerate(gold[file]):
                if a.drop and rng.randrange(a.drop) == 0:
                    pattern = r"\s+".join(re.escape(word) for word in translation.split())
                    zh, count = re.subn(pattern, "", zh, count=1)
                    if count:
                        dropped.add((file, number))
            for side, text in (("en", en), ("zh", zh)):
                path = os.path.join(work, side, file)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                open(path, "w", encoding="utf-8", newline="").write(text)
            texts[file] = (en, zh)
            rows.append(f"en/{file}\tzh/{file}")
        open(os.path.join(work, "pairs.tsv"), "w", encoding="utf-8").write("\n".join(rows) + "\n")
        command = [a.glossator, "align", "--no-config", "--level", "block", "--format", "json", "--quiet"]
        command += ["--pairs", os.path.join(work, "pairs.tsv"), *extra]
        out = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        beads = collections.defaultdict(list)
        for line in out.splitlines():
            row = json.loads(line)
            if row["type"] == "bead":
                beads[row["source_path"].split("/en/", 1)[1]].append(row)
        for file in sorted(gold):
            en, zh = texts[file]
            spans = [{}, {}]
            for bead in beads[file]:
                for side, name in enumerate(("source", "target")):
                    spans[side].update(zip(bead[name], map(tuple, bead[f"{name}_spans"])))
            blocks = lambda side, place: {n for n, (s, e) in spans[side].items() if s < place[1] and place[0] < e}
            reference, seen = [], [0, 0]
            for number, (original, translation) in enumerate(gold[file]):
                left, seen[0] = find(en, original, seen[0])
                right_place, seen[1] = find(zh, translation, seen[1])
                is_dropped = (file, number) in dropped
                if not left or not (right_place or is_dropped):
                    unplaced += 1
                    continue
                reference.append((frozenset(blocks(0, left)), frozenset() if is_dropped else frozenset(blocks(1, right_place))))
            several += sum(len(bead[0]) > 1 for bead in reference)
            reference = [bead for bead in reference if len(bead[0]) == 1]
            touched = set().union(*(bead[0] for bead in reference)), set().union(*(bead[1] for bead in reference))
            near = [bead for bead in ours(beads[file]) if bead[0] & touched[0] or bead[1] & touched[1]]
            reference = sorted(set(reference), key=lambda bead: (sorted(bead[0]), sorted(bead[1])))
            wrong = [bead for bead in reference if bead not in near]
            wanted += len(reference)
            right += len(reference) - len(wrong)
            given += len(near)
            for bead in wrong[: a.show]:
                print(file, [sorted(x) for x in bead], "not", sorted([sorted(x) for x in b] for b in near if b[0] & bead[0]))
    precision, recall = right / max(1, given), right / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(json.dumps({"gold": wanted, "beads": given, "unplaced": unplaced, "several": several, "absent files": len(absent), "precision": round(precision, 4),
                      "recall": round(recall, 4), "f1": round(f1, 4)}))


main()
