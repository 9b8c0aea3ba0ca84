"""What is written is read back the same."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.codelists.files import data_folder
from matcher.model import (
    Cefr,
    DaySpan,
    LanguageNeed,
    LanguageSkill,
    LanguageUse,
    PreviousAssignment,
    Round,
    Rules,
    Stay,
    Waiver,
    Weights,
)  # fmt: skip
from matcher.reading import read_round
from matcher.reading.written import write_round
from tests.rounds import write_round as write_small_round


def read_back(round: Round, folder: Path) -> Round:
    write_round(round, folder)
    return read_round(folder).round


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return read_round(write_small_round(tmp_path_factory.mktemp("small"))).round


def test_the_demonstration_round_comes_back_equal(tmp_path: Path) -> None:
    round = read_round(data_folder("intervet")).round
    assert read_back(round, tmp_path).digest == round.digest


def test_every_kind_of_cell_comes_back_equal(tmp_path: Path, small: Round) -> None:
    learner = small.learners[0].model_copy(
        update={
            "languages": (
                LanguageSkill(language="en", level=Cefr.B1, tested=True),
                LanguageSkill(language="it", level=Cefr.A2, uses=((LanguageUse.LISTENING, Cefr.B1),)),
                LanguageSkill(language="de"),
            ),
            "preferences": ("Seville", "Hotel Giralda"),
            "needs": ("step-free access", "quiet room"),
            "skills": ('soldering, "fine"', "measuring"),
            "fewer_opportunities": False,
            "available_days": (DaySpan(first_day=date(2026, 10, 1), last_day=date(2026, 10, 9)),),
            "study_title": "Zeile eins\nZeile zwei; und drei",
            "extra": (("Remark", "=1+1"), ("Room", "4")),
        }
    )
    other = small.learners[1].model_copy(update={"extra": (("Mood", "good"), ("Room", "5"))})
    placement = small.placements[0].model_copy(
        update={
            "required_language": (LanguageNeed(language="en", level=Cefr.B1), LanguageNeed(language="es")),
            "closed": (DaySpan(first_day=date(2026, 10, 12), last_day=date(2026, 10, 12)),),
            "hazards": ("noise",),
            "supervised": True,
        }
    )
    round = small.model_copy(
        update={
            "learners": (learner, other, *small.learners[2:]),
            "placements": (placement, *small.placements[1:]),
            "previous": (PreviousAssignment(learner="L1", placement="P1", first_day=date(2026, 10, 5)),),
        }
    )
    assert read_back(round, tmp_path) == round


def test_stays_and_rules_come_back_equal(tmp_path: Path, small: Round) -> None:
    open_ = Stay(
        id="open", activity=small.stays[0].activity, first_day=date(2026, 9, 1), last_day=date(2026, 12, 20),
        length_days=30, start_on=("monday", "tuesday"),
    )  # fmt: skip
    rules = Rules(
        weights=Weights(study_profile=7, dates=0),
        switched_off=("minimum_age",),
        waivers=(Waiver(rule="needs_met", learner="L1", reason='agreed: "yes"', author="M. Rossi"),),
        study_field_floor=0.35,
        place_value=900,
        moves=3,
    )
    stays = tuple(sorted((*small.stays, open_), key=lambda stay: stay.id))
    round = small.model_copy(update={"stays": stays, "rules": rules})
    assert read_back(round, tmp_path) == round


WORDS = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll", "N", "P", "S")), min_size=1, max_size=20)


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_any_words_come_back_equal(tmp_path_factory: pytest.TempPathFactory, small: Round, words: str) -> None:
    said = unicodedata.normalize("NFC", f"said {words} said")
    pin = small.pins[0].model_copy(update={"reason": said})
    round = small.model_copy(update={"name": said, "seed": said, "pins": (pin, *small.pins[1:])})
    assert read_back(round, tmp_path_factory.mktemp("again")) == round


def test_a_round_without_tables_of_a_kind_writes_none(tmp_path: Path, small: Round) -> None:
    write_round(small.model_copy(update={"pins": ()}), tmp_path)
    assert not (tmp_path / "pins.csv").exists()
