"""Writes a TMX translation memory of about so many megabytes, English and Chinese, the same for the same size.

    python3 tests/bench/memory.py 500 > memory.tmx
    /usr/bin/time -v target/release/glossator check -q --format json memory.tmx > findings.json

Sentences are made of a few words each, so that some are repeated, some contradict each other, and one in twenty has an error
that the shipped glossary or a rule about pairs knows.
"""
import random
import sys

WORDS = [
    ("the container", "容器"), ("a cluster", "集群"), ("the old gateway", "旧网关"), ("every node", "每个节点"),
    ("the scheduler", "调度器"), ("a private key", "私钥"), ("the service mesh", "服务网格"), ("the registry", "镜像仓库"),
    ("a small team", "小团队"), ("the release", "发行版"), ("our dashboard", "我们的仪表板"), ("the log", "日志"),
]
VERBS = [("starts", "启动"), ("watches", "监视"), ("replaces", "替换"), ("needs", "需要"), ("hides", "隐藏"), ("checks", "检查")]
WHEN = [("before noon", "在中午之前"), ("after the upgrade", "在升级之后"), ("on demand", "按需"), ("twice a day", "每天两次")]


def unit(rng):
    one, verb, two, when = rng.choice(WORDS), rng.choice(VERBS), rng.choice(WORDS), rng.choice(WHEN)
    number = rng.randrange(1, 5000)
    english = f"{one[0].capitalize()} {verb[0]} {two[0]} number {number} {when[0]}."
    chinese = f"{when[1]}，{one[1]}{verb[1]}第 {number} 号{two[1]}。"
    match rng.randrange(60):
        case 0:
            chinese = chinese.replace("容器", "货柜")
        case 1:
            chinese = chinese.replace(f"第 {number} ", f"第 {number + 1} ")
        case 2:
            chinese = english
    return english, chinese


def main():
    rng = random.Random(7)
    left = int(sys.argv[1]) * 1_000_000
    out = sys.stdout
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="memory" creationtoolversion="1" '
              'segtype="sentence" o-tmf="none" adminlang="en" srclang="en" datatype="plaintext"/>\n<body>\n')
    number = 0
    while left > 0:
        number += 1
        english, chinese = unit(rng)
        text = (f'<tu tuid="{number}" creationdate="20200101T000000Z" changedate="20210101T000000Z">\n'
                f'  <tuv xml:lang="en"><seg>{english}</seg></tuv>\n  <tuv xml:lang="zh-CN"><seg>{chinese}</seg></tuv>\n</tu>\n')
        out.write(text)
        left -= len(text.encode())
    out.write("</body>\n</tmx>\n")


main()
