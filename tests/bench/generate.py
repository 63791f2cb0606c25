"""Makes a corpus and term lists when there are none: the same bytes every time.

usage: generate.py CORPUS TERMS
"""

import os
import random
import sys

SIZES = (20, 200, 2000, 20000, 100000)
FILES = 3000


def main():
    corpus, terms = sys.argv[1:]
    os.makedirs(corpus)
    os.makedirs(terms)
    rng = random.Random(20)
    # Characters by a law like Zipf's, as in prose.
    characters = [chr(0x4E00 + 7 * number) for number in range(2500)]
    weights = [1 / (rank + 20) for rank in range(len(characters))]
    draw = lambda count: "".join(rng.choices(characters, weights, k=count))
    latin = lambda: "".join(rng.choices("abcdefghiklmnoprstuvw", k=rng.randint(3, 9))).capitalize()
    words = list(dict.fromkeys(latin() if rng.random() < 0.2 else draw(rng.choice((2, 3, 3, 4, 4, 5, 6))) for _ in range(130000)))
    for size in SIZES:
        with open(os.path.join(terms, f"L{size}.txt"), "w", encoding="utf-8") as file:
            file.writelines(word + "\n" for word in words[:size])
    for number in range(FILES):
        lines = [f"---\ntitle: {draw(12)}\n---\n"]
        for _ in range(rng.randint(5, 30)):
            clauses = []
            for _ in range(rng.randint(2, 12)):
                clause = draw(rng.randint(5, 20))
                if rng.random() < 0.3:
                    clause += " " + rng.choice(words[: rng.choice(SIZES)]) + " "
                if rng.random() < 0.05:
                    clause = f"[{clause}](https://example.org/{latin().lower()})"
                clauses.append(clause)
            lines.append(rng.choice(("", "", "", "## ", "- ", "> ")) + "，".join(clauses) + "。\n")
        with open(os.path.join(corpus, f"{number:05}.md"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))


main()
