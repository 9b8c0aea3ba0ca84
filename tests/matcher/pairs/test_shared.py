from concurrent.futures import CancelledError

import numpy as np
import pytest

from matcher.pairs import sides_of
from matcher.pairs.shared import ATTEMPTS, shared_out
from matcher.pairs.work import Work, work_of
from matcher.profiles import StudyFields
from tests.matcher.pairs.test_build import planned

SHARDS = [np.array([number], dtype=np.int32) for number in range(5)]


@pytest.fixture
def work() -> Work:
    round_ = planned()
    return work_of(sides_of(round_, StudyFields((), (), ())), round_)


def test_what_a_lost_worker_had_is_done_again_and_nothing_twice(work: Work) -> None:
    asked: list[int] = []

    def once_lost(_: Work, shard: np.ndarray[tuple[int], np.dtype[np.int32]]) -> int:
        asked.append(int(shard[0]))
        if asked.count(3) == 1 and shard[0] == 3:
            raise CancelledError
        return int(shard[0])

    assert list(shared_out(once_lost, work, SHARDS, 1)) == [0, 1, 2, 3, 4]


def test_a_worker_that_is_always_lost_ends_it(work: Work) -> None:
    asked: list[int] = []

    def always_lost(_: Work, shard: np.ndarray[tuple[int], np.dtype[np.int32]]) -> int:
        asked.append(int(shard[0]))
        raise CancelledError

    with pytest.raises(CancelledError):
        list(shared_out(always_lost, work, SHARDS, 1))
    assert asked.count(0) == ATTEMPTS
