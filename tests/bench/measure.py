"""Runs two commands in turn, A B A B, and prints medians, the median of the paired ratios, and peak memory.

usage: measure.py PAIRS LABEL COMMAND_A COMMAND_B

Commands are split like a shell's and run without one; their output goes to /dev/null. The first pair warms caches and
is not counted, nor is a pair of which a command had to read more than 1 MiB from a disk (getrusage's ru_inblock): some
machines drop what they have read although memory is free. If three times as many pairs do not give enough, all count, and
the line says so. Where the kernel does not count what it reads, every pair is taken for warm.
Ratios are B to A. Memory is the peak resident set of the process (getrusage).
"""

import os
import shlex
import statistics
import sys
import time


# Blocks of 512 bytes; a few pages of a program itself may always have to be read.
COLD = 2048


def run(command):
    """Wall seconds, processor seconds, peak MiB, and blocks read from a disk."""
    start = time.perf_counter()
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(null)
    # 1 is "findings" for the one and "no match" for the other.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"failed: {shlex.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, usage.ru_inblock


def main():
    pairs, label = int(sys.argv[1]), sys.argv[2]
    commands = [shlex.split(argument) for argument in sys.argv[3:5]]
    warm, cold = [], []
    for command in commands:
        run(command)
    while len(warm) < pairs and len(warm) + len(cold) < 3 * pairs:
        row = [run(command) for command in commands]
        (cold if any(side[3] > COLD for side in row) else warm).append(row)
    rows = warm if len(warm) == pairs else warm + cold
    median = lambda side, what: statistics.median(row[side][what] for row in rows)
    wall = statistics.median(row[1][0] / row[0][0] for row in rows)
    cpu = statistics.median(row[1][1] / row[0][1] for row in rows)
    spread = sorted(row[1][0] / row[0][0] for row in rows)
    note = "" if not cold else f"   {len(cold)} cold pairs {'left out' if rows is warm else 'among them'}"
    print(
        f"{label:>10}  A {median(0, 0) * 1000:8.1f} ms {median(0, 2):6.0f} MiB   B {median(1, 0) * 1000:8.1f} ms"
        f" {median(1, 2):6.0f} MiB   wall ratio {wall:5.2f} ({spread[0]:.2f}-{spread[-1]:.2f})   cpu ratio {cpu:5.2f}{note}",
        flush=True,
    )


main()
