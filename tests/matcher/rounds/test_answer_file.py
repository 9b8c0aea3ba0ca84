import json
from pathlib import Path

from matcher.model import Allocation
from matcher.rounds import read_answer
from matcher.rounds.answer_file import ANSWER, write_answer


def test_what_is_written_record_by_record_is_the_answer(small_run: Path, tmp_path: Path) -> None:
    answer = read_answer(small_run)
    write_answer(answer, tmp_path)
    assert read_answer(tmp_path) == answer
    assert json.loads((tmp_path / ANSWER).read_bytes()) == json.loads(answer.model_dump_json(by_alias=True))
    assert (tmp_path / ANSWER).read_bytes() == (small_run / ANSWER).read_bytes()


def test_every_learner_has_a_line(small_run: Path) -> None:
    answer = read_answer(small_run)
    lines = (small_run / ANSWER).read_text(encoding="utf-8").splitlines()
    people = [row.learner for row in answer.assignments] + [row.learner for row in answer.unplaced]
    for learner in people:
        assert sum(line.startswith(f' {{"learner":"{learner}"') for line in lines) == 1


def test_lists_without_anybody_are_written_too(small_run: Path, tmp_path: Path) -> None:
    nobody: Allocation = read_answer(small_run).model_copy(update={"assignments": (), "unplaced": ()})
    write_answer(nobody, tmp_path)
    assert read_answer(tmp_path) == nobody
