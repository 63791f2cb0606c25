#!/usr/bin/env python3
"""Count how many places of human terminology clean-ups `glossator check` finds on the texts before them.

usage: cleanups.py BINARY [--folder DIR] [--least N] [--show] [--json]

BINARY    glossator
--folder  holds INDEX.tsv and a folder a clean-up with before/ and after/, as $GLOSSATOR_SHARED/formats/fix-commits does
--least   a replacement that is made at least so often in a clean-up is one of terminology (default 10); rarer ones are edits
--show    print the places that were not found

A clean-up is read from the texts themselves: before and after are compared word by word, and a replacement that was made often
becomes a row of a glossary (the new string is preferred, the old one deprecated; `ref` in `模板 ref` takes the Chinese word
before it with it, for a Latin word alone says too little). Each place where it was made must overlap a finding of severity
warning or error.
"""
import argparse, collections, csv, difflib, json, os, re, subprocess, sys, tempfile

TOKEN = re.compile(r"[A-Za-z0-9_]+|[\u3400-\u9fff]|\s+|[^\sA-Za-z0-9_\u3400-\u9fff]")
HAN = re.compile(r"[\u3400-\u9fff]")


def changes(before, after):
    """(start, old, new) of every replacement; offsets in characters of `before`."""
    for line_before, line_after, at in lines(before, after):
        left, right = TOKEN.findall(line_before), TOKEN.findall(line_after)
        starts = [0]
        for token in left:
            starts.append(starts[-1] + len(token))
        for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            if tag == "replace":
                yield at + starts[a], "".join(left[a:b]), "".join(right[c:d]), line_before[: starts[a]]


def lines(before, after):
    left, right = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in left:
        starts.append(starts[-1] + len(line))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:
            for k in range(b - a):
                yield left[a + k], right[c + k], starts[a + k]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("binary")
    p.add_argument("--folder", default=os.path.join(os.environ.get("GLOSSATOR_SHARED", "../shared"), "formats", "fix-commits"))
    p.add_argument("--least", type=int, default=10)
    p.add_argument("--show", action="store_true")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    total = [0, 0]
    for name in sorted(os.listdir(a.folder)):
        root = os.path.join(a.folder, name, "before")
        if not os.path.isdir(root):
            continue
        places = []
        for folder, _, files in sorted(os.walk(root)):
            for file in sorted(files):
                path = os.path.join(folder, file)
                other = os.path.join(a.folder, name, "after", os.path.relpath(path, root))
                if not os.path.exists(other):
                    continue
                before, after = (open(x, encoding="utf-8", newline="").read() for x in (path, other))
                for start, old, new, left in changes(before, after):
                    if not HAN.search(old):
                        # A Latin word is a term only together with the Chinese word before it.
                        prefix = re.search(r"([\u3400-\u9fff]{2} ?)$", left)
                        if not prefix:
                            continue
                        start, old, new = start - len(prefix.group(1)), prefix.group(1) + old, prefix.group(1).strip() + new
                    places.append((path, start, old, new, before))
        # `模板 ref` and `模板ref` are one.
        plain = lambda text: text.replace(" ", "")
        counts = collections.Counter((plain(old), plain(new)) for _, _, old, new, _ in places)
        rows = {}
        for (old, new), count in counts.most_common():
            if count >= a.least and HAN.search(new) and old not in rows and old not in new:
                rows[old] = new
        if not rows:
            print(json.dumps({"cleanup": name, "rows": 0}) if a.json else f"{name}: no replacement of terminology")
            continue
        with tempfile.TemporaryDirectory() as work:
            glossary = os.path.join(work, "glossary.csv")
            by_new = collections.defaultdict(list)
            for old, new in rows.items():
                by_new[new].append(old)
            with open(glossary, "w", encoding="utf-8", newline="") as f:
                out = csv.writer(f)
                out.writerow(["id", "kind", "zh", "zh:deprecated"])
                for number, (new, olds) in enumerate(sorted(by_new.items())):
                    out.writerow([f"term-{number}", "term", new, "|".join(sorted(olds))])
            run = subprocess.run([a.binary, "check", "--no-config", "-q", "--format", "json", "--glossary", glossary, root],
                                 capture_output=True)
            if run.returncode > 1:
                sys.exit(run.stderr.decode())
        findings = collections.defaultdict(list)
        for line in run.stdout.decode().splitlines():
            d = json.loads(line)
            if d["type"] == "diagnostic" and d["severity"] != "info" and d["byte_start"] is not None:
                findings[os.path.normpath(d["path"])].append((d["byte_start"], d["byte_end"]))
        wanted = [place for place in places if rows.get(plain(place[2])) == plain(place[3])]
        found = 0
        for path, start, old, new, before in wanted:
            first = len(before[:start].encode())
            last = first + len(old.encode())
            hit = any(x < last and first < y for x, y in findings[os.path.normpath(path)])
            found += hit
            if a.show and not hit:
                line = before.count("\n", 0, start) + 1
                print(f"  {path}:{line}: {old} -> {new}: {before[max(0, start - 20):start + 20]!r}")
        total[0] += found
        total[1] += len(wanted)
        row = {"cleanup": name, "rows": rows, "places": len(wanted), "found": found}
        print(json.dumps(row, ensure_ascii=False) if a.json else f"{name}: {found} of {len(wanted)}, rows {rows}")
    print(json.dumps({"places": total[1], "found": round(total[0] / max(total[1], 1), 3)}))


main()
