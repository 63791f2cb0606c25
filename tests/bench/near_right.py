"""Makes a glossary of what a corpus is full of: its most frequent strings of four Chinese characters are right, and each with
its last character changed is wrong.

usage: near_right.py CORPUS ROWS GLOSSARY
"""

import collections
import os
import re
import sys


def main():
    corpus, rows, glossary = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    counts = collections.Counter()
    for folder, _, names in sorted(os.walk(corpus)):
        for name in sorted(name for name in names if name.endswith(".md")):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                for run in re.findall("[\u4e00-\u9fff]{4,}", file.read()):
                    counts.update(run[at : at + 4] for at in range(len(run) - 3))
    frequent = [text for text, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:rows]]
    if len(frequent) < rows:
        sys.exit(f"{corpus} has only {len(frequent)} different strings of four Chinese characters")
    with open(glossary, "w", encoding="utf-8") as file:
        file.write("id,zh,zh:deprecated\n")
        for number, text in enumerate(frequent):
            wrong = text[:3] + chr(0x4E00 + (ord(text[3]) - 0x4E00 + 97) % 0x5000)
            file.write(f"t{number},{text},{wrong}\n")


main()
