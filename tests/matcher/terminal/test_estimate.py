import pytest

from matcher.terminal.estimate import ALLOCATING, SHARES, Estimate, in_words


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_promised_before_a_step_is_done() -> None:
    estimate = Estimate(60, Clock())
    assert estimate.seconds_left is None
    estimate.begin("reading the round")
    assert estimate.seconds_left is None


def test_without_a_limit_the_allocation_takes_what_the_rounds_size_gives_it() -> None:
    clock = Clock()
    estimate = Estimate(None, clock)
    for step in ("reading the round", "scoring pairs"):
        estimate.begin(step)
        clock.now += 1
    assert estimate.seconds_left is None
    before = sum(share for step, share in SHARES.items() if step not in ("reading the round", "scoring pairs"))
    estimate.of_learners(400)
    estimate.done(1.0)
    assert estimate.seconds_left == pytest.approx(before + 10)


def test_a_run_whose_steps_take_as_long_as_usual_is_foretold_to_the_second() -> None:
    clock = Clock()
    estimate = Estimate(60, clock)
    estimate.begin("reading the round")
    clock.now = 10
    steps = [*list(SHARES)[1:3], ALLOCATING, *list(SHARES)[3:]]
    seconds = [60 if step == ALLOCATING else 10 * SHARES[step] for step in steps]
    for place, step in enumerate(steps):
        estimate.begin(step)
        assert estimate.seconds_left == pytest.approx(sum(seconds[place:]))
        clock.now += seconds[place]
        assert estimate.seconds_left == pytest.approx(sum(seconds[place + 1 :]))


def test_a_step_that_says_how_far_it_is_is_judged_by_that() -> None:
    clock = Clock()
    estimate = Estimate(0, clock)
    for step in ("reading the round", "scoring pairs"):
        estimate.begin(step)
        clock.now += 1
    later = sum(share for step, share in SHARES.items() if step not in ("reading the round", "scoring pairs"))
    estimate.done(0.1)
    assert estimate.seconds_left == pytest.approx(9 + later)


def test_an_allocation_that_ends_early_leaves_no_rest_behind() -> None:
    clock = Clock()
    estimate = Estimate(600, clock)
    estimate.begin("reading the round")
    clock.now = 1
    estimate.begin(ALLOCATING)
    clock.now = 2
    estimate.begin("writing the report")
    assert estimate.seconds_left == pytest.approx(sum(SHARES.values()) - 1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "some seconds left"), (31, "at most 40 s left"), (100, "at most 2 min left"), (3000, "at most 50 min left")],
)
def test_the_time_left_is_said_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
