#!/usr/bin/env python3
"""Plant wrong renderings in good translations, and count how many `glossator check` finds, and names exactly.

usage: planted.py BINARY [--folder DIR ...] [--count 300] [--seed 1] [--terms FILE] [--sample N] [--json]

BINARY    glossator
--folder  a folder with pairs.tsv (columns lang source target) and the files that it names; its name picks the terms. By
          default istio, vue and trpl of $GLOSSATOR_SHARED/corpora
--terms   CSV: corpus,en,zh,admitted,variants; by default the one beside this file. The variants are planted and never shown
          to the checker: its glossary has en, zh and zh:admitted only
--sample  print so many findings of level error (or warning) on the untouched text, drawn at random, for reading
--show    print what was missed or named otherwise

A place is an approved rendering in a paragraph of the translation whose counterpart in the original has the term as often: the
paragraph of the same number, in a section with as many paragraphs, of a file with the same headings. `count` places, drawn at
random, term by term, get another string.

found     places with a finding (warning or error) that overlaps them, in percent of the places
named     of the places, those where a finding's `found` is exactly the planted string
any       places with a finding of whatever severity
errors    findings of level error of the rule missing-rendering on the untouched text, per 100 mentions of source terms
warnings  the same for level warning
"""
import argparse, csv, json, os, random, re, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = {"missing-rendering", "wrong-sense", "occurrence-parity", "deprecated-rendering", "ambiguous-rendering",
         "do-not-translate"}


def pairs(folder):
    with open(os.path.join(folder, "pairs.tsv"), encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["lang"].startswith("zh"):
                yield row["source"], row["target"]


def paragraphs(text):
    """(start, end) of stretches of prose between blank lines, code left out; offsets in characters."""
    out, start, fence, at = [], None, None, 0
    front = text.startswith(("---\n", "+++\n"))
    for number, line in enumerate(text.splitlines(keepends=True)):
        bare = line.strip()
        if front:
            front = number == 0 or bare not in ("---", "+++")
        elif fence:
            fence = None if bare.startswith(fence) else fence
        elif bare.startswith(("```", "~~~", "{{< text")):
            fence = "{{< /text" if bare.startswith("{{<") else bare[:3]
            start = None if start is None else out.append((start, at))
        elif not bare or bare.startswith(("<", "{{", ":::", "|")) or line.startswith("    "):
            start = None if start is None else out.append((start, at))
        elif start is None:
            start = at
        at += len(line)
    if start is not None:
        out.append((start, at))
    return out


MARKUP = re.compile(r"`[^`\n]*`|\]\([^)\n]*\)|\{[^}\n]*\}|<[^>\n]*>|https?://\S+|\$[^$\n]*\$")


def bare(text):
    """The text with code, URLs and tags blotted out."""
    return MARKUP.sub(lambda m: "\0" * len(m.group()), text)


def sections(text):
    """Paragraphs between headings: a list of (level, paragraphs)."""
    out = [(0, [])]
    for start, end in paragraphs(text):
        heading = re.match(r"(#+)\s", text[start:end])
        if heading:
            out.append((len(heading.group(1)), []))
        out[-1][1].append((start, end))
    return out


def counterparts(left, right):
    """Pairs of paragraphs of files with the same headings, in sections with as many paragraphs on both sides."""
    lefts, rights = sections(left), sections(right)
    if [level for level, _ in lefts] == [level for level, _ in rights]:
        for (_, one), (_, other) in zip(lefts, rights):
            if len(one) == len(other):
                yield from zip(one, other)


def english(term):
    forms = []
    for one in term.split("|"):
        forms += [one, one + "s", one + "es"] + ([one[:-1] + "ies"] if one.endswith("y") else [])
    return re.compile(r"(?<![A-Za-z0-9-])(?:" + "|".join(map(re.escape, forms)) + r")(?![A-Za-z0-9-])", re.I)


def places(folder, terms):
    """(file, start, end, term) of every place where something can be planted."""
    for source, target in pairs(folder):
        try:
            left = open(os.path.join(folder, source), encoding="utf-8").read()
            right = open(os.path.join(folder, target), encoding="utf-8").read()
        except (OSError, UnicodeDecodeError):
            continue
        for (a, b), (c, d) in counterparts(left, right):
            en, zh = bare(left[a:b]), bare(right[c:d])
            for term in terms:
                count = len(english(term["en"]).findall(en))
                hits = [m.start() for m in re.finditer(re.escape(term["zh"]), zh)]
                forms = [x for x in term["admitted"].split("|") if x]
                others = any(t["zh"] != term["zh"] and term["zh"] in t["zh"] and t["zh"] in zh for t in terms)
                longer_en = any(term["en"] != t["en"] and term["en"] in t["en"] and english(t["en"]).search(en) for t in terms)
                if count and len(hits) == count and not others and not longer_en and not any(x in zh for x in forms):
                    for at in hits:
                        yield target, c + at, c + at + len(term["zh"]), term


def glossary(path, terms):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["id", "kind", "en", "zh", "zh:admitted"])
        for t in terms:
            out.writerow([t["en"].split("|")[0].replace(" ", "-"), "term", t["en"].split("|")[0], t["zh"], t["admitted"]])


def check(binary, folder, csv_path):
    started = time.time()
    run = subprocess.run([binary, "check", "--no-config", "--quiet", "--format", "json", "--glossary", csv_path,
                          "--pairs", os.path.join(folder, "pairs.tsv")], capture_output=True)
    if run.returncode > 1:
        sys.exit(run.stderr.decode())
    rows = [json.loads(line) for line in run.stdout.decode().splitlines() if line.strip()]
    findings = [r for r in rows if r["type"] == "diagnostic" and r["rule"] in RULES]
    return findings, time.time() - started


def mentions(folder, terms):
    count = 0
    for source, target in pairs(folder):
        if os.path.exists(os.path.join(folder, target)):
            text = open(os.path.join(folder, source), encoding="utf-8", errors="replace").read()
            for a, b in paragraphs(text):
                part = bare(text[a:b])
                count += sum(len(english(t["en"]).findall(part)) for t in terms)
    return count


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("binary")
    p.add_argument("--folder", action="append")
    p.add_argument("--terms", default=os.path.join(HERE, "planted-terms.csv"))
    p.add_argument("--count", type=int, default=300)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--sample", type=int, default=0)
    p.add_argument("--show", action="store_true")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    shared = os.environ.get("GLOSSATOR_SHARED", "../shared")
    folders = a.folder or [os.path.join(shared, "corpora", name) for name in ("istio", "vue", "trpl")]
    with open(a.terms, encoding="utf-8", newline="") as f:
        everything = list(csv.DictReader(f))
    rng = random.Random(a.seed)
    total = dict(places=0, found=0, named=0, any=0, mentions=0, errors=0, warnings=0, seconds=0.0)
    sample = []
    for number, folder in enumerate(folders):
        name = os.path.basename(folder.rstrip("/"))
        terms = [t for t in everything if t["corpus"] == name]
        count = a.count // len(folders) + (number < a.count % len(folders))
        # One place a term and file, so that all terms have their share.
        by_term = {}
        for place in places(folder, terms):
            by_term.setdefault(place[3]["en"], []).append(place)
        chosen, taken = [], set()
        names = sorted(by_term)
        while names and len(chosen) < count:
            for term in list(names):
                at = rng.randrange(len(by_term[term]))
                place = by_term[term].pop(at)
                if not by_term[term]:
                    names.remove(term)
                if len(chosen) < count and not any(f == place[0] and abs(s - place[1]) < 200 for f, s in taken):
                    taken.add((place[0], place[1]))
                    chosen.append((place, rng.choice(place[3]["variants"].split("|"))))
        with tempfile.TemporaryDirectory() as work:
            rows = os.path.join(work, "glossary.csv")
            glossary(rows, terms)
            untouched, seconds = check(a.binary, folder, rows)
            total["seconds"] += seconds
            copy = os.path.join(work, name)
            shutil.copytree(folder, copy)
            planted = {}
            for (file, start, end, term), string in sorted(chosen, key=lambda c: (c[0][0], -c[0][1])):
                path = os.path.join(copy, file)
                text = open(path, encoding="utf-8").read()
                open(path, "w", encoding="utf-8").write(text[:start] + string + text[end:])
            for file in {c[0][0] for c in chosen}:
                text = open(os.path.join(copy, file), encoding="utf-8").read()
                shift = 0
                for (_, start, end, term), string in sorted((c for c in chosen if c[0][0] == file), key=lambda c: c[0][1]):
                    first = len(text[: start + shift].encode())
                    planted[file, first, first + len(string.encode())] = (term["en"], string)
                    shift += len(string) - (end - start)
            found, _ = check(a.binary, copy, rows)
        by_file = {}
        for d in found:
            by_file.setdefault(os.path.relpath(d["path"], copy) if os.path.isabs(d["path"]) else d["path"], []).append(d)
        figures = dict(places=len(planted), found=0, named=0, any=0)
        for (file, first, last), (term, string) in sorted(planted.items()):
            hits = [d for d in by_file.get(file, []) if d["byte_start"] is not None and d["byte_start"] < last and first < d["byte_end"]]
            grave = [d for d in hits if d["severity"] != "info"]
            exact = any(d["found"] == string and d["byte_start"] == first for d in grave)
            figures["any"] += bool(hits)
            figures["found"] += bool(grave)
            figures["named"] += exact
            if a.show and not exact:
                print(f"  {name} {file}:{first} {term} -> {string}: "
                      + "; ".join(f"{d['severity']} {d['rule']} {(d['found'] or '')[:20]} {d['evidence'][:1]}" for d in hits))
        missing = [d for d in untouched if d["rule"] in ("missing-rendering", "wrong-sense", "do-not-translate")]
        figures["mentions"] = mentions(folder, terms)
        figures["errors"] = sum(d["severity"] == "error" for d in missing)
        figures["warnings"] = sum(d["severity"] == "warning" for d in missing)
        sample += [d for d in missing if d["severity"] == "error"]
        for key, value in figures.items():
            total[key] += value
        print(json.dumps({"corpus": name, **figures, "seconds": round(seconds, 1)}) if a.json else
              f"{name}: {figures} {seconds:.1f} s")
    result = {"places": total["places"], "found": round(total["found"] / max(total["places"], 1), 3),
              "named": round(total["named"] / max(total["places"], 1), 3), "any": round(total["any"] / max(total["places"], 1), 3),
              "mentions": total["mentions"], "errors_per_100": round(100 * total["errors"] / max(total["mentions"], 1), 2),
              "warnings_per_100": round(100 * total["warnings"] / max(total["mentions"], 1), 2)}
    print(json.dumps(result))
    for d in rng.sample(sample, min(a.sample, len(sample))):
        lines = open(d["path"], encoding="utf-8").read().splitlines()
        print(f"{d['path']}:{d['line']}: {d['message']} {d['evidence']}\n    {lines[d['line'] - 1][:300]}")


main()
