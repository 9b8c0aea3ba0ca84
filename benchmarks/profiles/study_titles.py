"""How right `classify` is, and whether its confidence holds what it says.

    python -m benchmarks.profiles.study_titles [--held-out] [--languages] [--errors] [--speed] [--out FOLDER]

`benchmarks/titles.csv`, where unseen is what is not marked as seen and no lexicon entry of its language is, in any
spelling. Titles marked as held out only count: they are in the figures at the top, and in what follows only with
`--held-out`. `--errors` lists what is wrong among the others. `--out` writes the reliability diagram of those held out,
`reliability.svg`, and its table. `../shared/data/profiles/titles_sample.csv` is measured if present.
"""

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.profiles.diagram import write_diagram
from matcher.model import FieldGuess
from matcher.profiles import classify, classify_many
from matcher.profiles.lexicon import load_lexicon
from matcher.profiles.normalise import family, search_form

HERE = Path(__file__).resolve().parents[1]
TITLES = HERE / "titles.csv"
SAMPLE = HERE.parent.parent / "shared" / "data" / "profiles" / "titles_sample.csv"


@dataclass(frozen=True)
class Answered:
    """A title, what is right, and the first guess."""

    row: dict[str, str]
    right: frozenset[str]
    guess: FieldGuess | None

    @property
    def is_right(self) -> bool:
        return self.guess is not None and self.guess.code in self.right

    @property
    def broad_is_right(self) -> bool:
        return self.guess is not None and self.guess.code[:2] in {code[:2] for code in self.right}

    @property
    def confidence(self) -> float:
        return self.guess.confidence if self.guess else 0.0


def read_titles(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def right_codes(row: dict[str, str]) -> frozenset[str]:
    return frozenset((row["isced_f"], *filter(None, row["also_right"].split("|"))))


def answers(path: Path) -> list[Answered]:
    found = []
    for row in read_titles(path):
        guesses = classify(row["title"], row["language"] or None, row["country"] or None)
        found.append(Answered(row, right_codes(row), guesses[0] if guesses else None))
    return found


def summary(name: str, found: Sequence[Answered]) -> str:
    count = len(found)
    if not count:
        return f"{name:22} none"
    sure = [answer for answer in found if answer.confidence >= 0.8]
    wrong = sum(not answer.is_right for answer in sure) / count
    accepted = [answer for answer in found if answer.confidence >= 0.6]
    kept = sum(answer.is_right for answer in accepted) / max(len(accepted), 1)
    return (
        f"{name:22} {count:5d} titles   code {sum(a.is_right for a in found) / count:.3f}   "
        f"broad {sum(a.broad_is_right for a in found) / count:.3f}   wrong at 0.8+ {wrong:.3f}   "
        f"accepted at 0.6 {len(accepted) / count:.3f}, of these right {kept:.3f}   "
        f"calibration error {calibration_error(found):.3f}"
    )


def calibration_error(found: Sequence[Answered]) -> float:
    return sum(abs(said - right) * count for _, count, said, right in reliability(found)) / len(found)


def reliability(found: Sequence[Answered]) -> list[tuple[float, int, float, float]]:
    """Per tenth of confidence: where it begins, how many titles, mean confidence, share right."""
    bins: dict[int, list[Answered]] = defaultdict(list)
    for answer in found:
        bins[min(9, int(answer.confidence * 10))].append(answer)
    return [
        (
            low / 10,
            len(inside),
            sum(answer.confidence for answer in inside) / len(inside),
            sum(answer.is_right for answer in inside) / len(inside),
        )
        for low, inside in sorted(bins.items())
    ]


def may_be_looked_at(row: dict[str, str]) -> bool:
    """Some titles may be looked at while the classifier is worked on; the others only count."""
    return not row["held_out"]


def is_unseen(row: dict[str, str]) -> bool:
    return not row["seen"] and _entry(row) not in _known()


@cache
def _known() -> frozenset[tuple[str | None, str]]:
    return frozenset((family(term.language), search_form(term.term, term.language)) for term in load_lexicon().terms)


def main(options: Sequence[str]) -> None:
    found = answers(TITLES)
    unseen = [answer for answer in found if is_unseen(answer.row)]
    print(summary("all", found))
    print(summary("unseen", unseen))
    held = [answer for answer in unseen if not may_be_looked_at(answer.row)]
    for name, rows in (
        ("worked on", [answer for answer in unseen if may_be_looked_at(answer.row)]),
        ("held out", held),
    ):
        print(summary(f"unseen, {name}", rows))
    for number in ("first", "second"):
        print(summary(f"held out, {number} set", [answer for answer in held if answer.row["set"] == number]))
    shown = unseen if "--held-out" in options else [answer for answer in unseen if may_be_looked_at(answer.row)]
    _print_parts(shown, "--languages" in options)
    if SAMPLE.exists():
        print("\n" + summary("titles_sample.csv", answers(SAMPLE)))
    if "--out" in options:
        write_diagram(Path(options[options.index("--out") + 1]), reliability(held), calibration_error(held))
    if "--speed" in options:
        _speed([answer.row["title"] for answer in found])
    if "--errors" in options:
        _print_errors([answer for answer in unseen if may_be_looked_at(answer.row)])


def _print_parts(found: Sequence[Answered], by_language: bool) -> None:
    print("\nby strength" + (" and language" if by_language else ""))
    for strength in ("STRONG", "MEDIUM", "WEAK"):
        print(summary(strength, [answer for answer in found if answer.row["strength"] == strength]))
    for language in sorted({answer.row["language"] for answer in found}) if by_language else ():
        print(summary(language, [answer for answer in found if answer.row["language"] == language]))
    print("\nconfidence, titles, said, right")
    for low, count, said, right in reliability(found):
        print(f"   from {low:.1f}  {count:5d}  {said:.2f}  {right:.2f}  {'#' * round(40 * right)}")


def _print_errors(found: Sequence[Answered]) -> None:
    for answer in sorted(found, key=lambda answer: -answer.confidence):
        if not answer.is_right:
            row = answer.row
            print(row["language"], repr(row["title"]), row["strength"], sorted(answer.right), answer.guess)


def _entry(row: dict[str, str]) -> tuple[str | None, str]:
    return family(row["language"]), search_form(row["title"], row["language"])


def _speed(titles: Sequence[str]) -> None:
    distinct = [f"{title} {number // len(titles) or ''}{'abcdefgh'[number % 8]}" for number in range(30_000)
                for title in (titles[number % len(titles)],)]  # fmt: skip
    many = [distinct[number * 7919 % len(distinct)] for number in range(100_000)]
    started, processor = time.perf_counter(), time.process_time()
    classify_many(many, ["sr", "it", "de", None] * 25_000)
    print(
        f"\n100 000 titles, {len(distinct)} distinct in four languages: {time.perf_counter() - started:.0f} s, "
        f"{time.process_time() - processor:.0f} s of one processor"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
