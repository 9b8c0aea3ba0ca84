from matcher.model import Allocation, Unplaced
from matcher.reports import report_html
from matcher.reports.waiting import MOST_IDS, MOST_ROWS, WaitingRow, waiting_kinds
from tests.matcher.explain.situations import learner, placement, round_of
from tests.matcher.reports.answered import Answered, answered


def nobody(people: int, *, alike: bool) -> Answered:
    """Learners who stay at home as nothing is open, each for reasons of their own unless alike."""
    levels = [None if alike else 1 + row % 8 for row in range(people)]
    rows = [
        learner(f"l{row:05}", eqf=level, sending_partner="alb" if row % 2 else None) for row, level in enumerate(levels)
    ]
    return answered(
        round_of(rows, [placement("p0", eqf_min=8, min_age=18), placement("p1", eqf_min=5, min_age=18)]), [-1] * people
    )


def test_learners_with_the_same_reasons_share_a_row() -> None:
    [kind] = waiting_kinds(*nobody(50, alike=True))
    [row] = kind.rows
    assert (kind.words, kind.learners, len(row.learners)) == ("No placement is open", 50, 50)
    assert row.whence == "no sending partner (25), alb (25)"


def test_a_learner_alone_is_shown_with_school_and_partner() -> None:
    rows = [learner("l0", school="TS Nis", sending_partner="alb")]
    [kind] = waiting_kinds(*answered(round_of(rows, []), [-1]))
    assert kind.rows[0].whence == "TS Nis, alb"
    assert kind.rows[0].few


def test_kinds_and_rows_come_with_the_most_learners_first() -> None:
    planned, answer = answered(round_of([learner(f"l{n}") for n in range(4)], [placement("p0")]), [0, -1, -1, -1])
    assert [(kind.words, kind.learners) for kind in waiting_kinds(planned, answer)] == [("Open placements are full", 3)]
    counts = [len(row.learners) for row in waiting_kinds(*nobody(60, alike=False))[0].rows]
    assert counts == sorted(counts, reverse=True)


def test_reasons_beyond_the_most_common_share_the_last_row() -> None:
    rows = [
        learner(
            f"l{row:03}", eqf=1 + row % 8, needs=("quiet room",) if row % 3 else (), country="RS" if row % 5 else "ES"
        )
        for row in range(200)
    ]
    planned, answer = answered(
        round_of(rows, [placement(f"p{n}", eqf_min=n, min_age=18) for n in range(1, 9)]), [-1] * 200
    )
    [kind] = waiting_kinds(planned, answer)
    assert len(kind.rows) == MOST_ROWS + 1
    assert sum(len(row.learners) for row in kind.rows) == 200
    rest = kind.rows[-1]
    assert rest.why[0] == f"minimum age: shuts placements to {len(rest.learners)} of them"
    assert all(words.endswith("of them") for words in rest.would_open)


def test_somebody_without_a_reason_is_still_listed() -> None:
    planned, answer = answered(round_of([learner("l0")], []), [-1])
    bare: Allocation = answer.model_copy(update={"unplaced": (Unplaced(learner="l0", reasons=()),)})
    assert [kind.learners for kind in waiting_kinds(planned, bare)] == [1]


def test_the_report_of_ten_thousand_unplaced_stays_small() -> None:
    text = report_html(*nobody(10_000, alike=False))
    assert len(text) < 300_000
    assert "l09999" in text


def test_a_row_of_very_many_learners_says_how_many_more_there_are() -> None:
    row = WaitingRow([f"l{place}" for place in range(MOST_IDS + 3)], "", [], [])
    assert row.first.endswith(f"l{MOST_IDS - 1} and 3 more")
    assert WaitingRow(["a", "b"], "", [], []).first == "a, b"
