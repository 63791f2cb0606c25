"""Term lists as glossaries: every term of the list becomes a deprecated rendering.

usage: glossary.py TERMS.txt OUT.csv [RULES.json ...]

RULES.json is a list of [wrong, right] pairs; a term without a right form there gets one that no text has, so that the
program searches for the same strings as `rg -F -f TERMS.txt` and every occurrence becomes a finding with a fix.
"""

import csv
import json
import sys


def main():
    terms_path, out_path, *rule_paths = sys.argv[1:]
    right = {}
    for path in rule_paths:
        with open(path, encoding="utf-8") as file:
            for wrong, preferred in json.load(file):
                right.setdefault(wrong, preferred)
    with open(terms_path, encoding="utf-8") as file:
        terms = list(dict.fromkeys(line for line in file.read().split("\n") if line.strip()))
    wanted = set(terms)
    escape = lambda text: text.replace("\\", "\\\\").replace("|", "\\|")
    with open(out_path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "zh", "zh:deprecated"])
        for number, term in enumerate(terms):
            preferred = right.get(term)
            # A right form that is itself on the list would be approved here and deprecated there.
            if preferred is None or preferred in wanted or preferred == term:
                # Two characters of CJK Extension A, a different pair for each.
                preferred = chr(0x3400 + number // 6000) + chr(0x3400 + number % 6000)
            out.writerow([f"t{number}", escape(preferred), escape(term)])


main()
