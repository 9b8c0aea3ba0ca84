"""`make bench`: every benchmark in its short form, one after the other, each in a process of its own."""

import subprocess
import sys
import time

SHORT = (
    ("waiting for a command: start-up, and the demonstration round in all", "benchmarks.startup"),
    ("learners alone: our engine beside its peers", "benchmarks.allocation.alone"),
    ("groups with companions: value, bound, gap", "benchmarks.allocation.groups", "--short"),
    ("a re-run after withdrawals: who else moves, and what staying costs", "benchmarks.allocation.rerun", "--short"),
    ("rows shuffled, and several threads: what changes", "benchmarks.allocation.shuffles"),
    ("a programme year with quotas: gaps, and who moves in a re-run", "benchmarks.year.quotas", "3000"),
    ("study titles: how many are read right, and how surely", "benchmarks.profiles.study_titles"),
    ("the service's processes killed at random moments: what is lost or done twice", "benchmarks.kills"),
    ("a programme year, reduced: time and memory by size", "benchmarks.year", "--reduced"),
)


def main() -> int:
    """Run them; the exit code is that of the first that fails."""
    start = time.monotonic()
    for title, *command in SHORT:
        print(f"\n== {title}", flush=True)
        if code := subprocess.run([sys.executable, "-m", *command], check=False).returncode:
            return code
    print(f"\n{time.monotonic() - start:.0f} seconds in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
