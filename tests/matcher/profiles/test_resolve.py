from datetime import date

from matcher.model import (
    Activity,
    DaySpan,
    Destination,
    FieldGuess,
    Learner,
    Placement,
    Round,
    Rules,
    SendingPartner,
    Stay,
    TitleConfirmation,
)
from matcher.profiles import StudyFields, resolve_titles

OCTOBER = DaySpan(first_day=date(2022, 10, 1), last_day=date(2022, 10, 31))
NONSENSE = "Zqxwv 17"


def resolved(
    learners: tuple[Learner, ...] = (),
    placements: tuple[Placement, ...] = (),
    confirmations: tuple[TitleConfirmation, ...] = (),
    rules: Rules | None = None,
) -> StudyFields:
    return resolve_titles(
        Round(
            name="Autumn",
            seed="autumn",
            stays=(Stay(id="short", activity=Activity.SHORT_TERM, **OCTOBER.model_dump()),),
            learners=learners,
            placements=placements,
            destinations=(Destination(id="seville", beds=9, country="ES"),),
            sending_partners=(SendingPartner(id="ccis", country="RS"),),
            confirmations=confirmations,
            rules=rules or Rules(),
        )
    )


def learner(id: str, title: str | None = None, **fields: object) -> Learner:
    return Learner.model_validate({"id": id, "stay": "short", "study_title": title, **fields})


def placement(id: str, **fields: object) -> Placement:
    return Placement.model_validate(
        {"id": id, "host": "Firma", "destination": "seville", "places": 1, "window": OCTOBER, **fields}
    )


def test_a_given_code_wins_over_title_and_confirmation() -> None:
    said = TitleConfirmation(title="kuvar", isced_f="0721")
    (field,) = resolved((learner("a", "kuvar", isced_f="0713"),), confirmations=(said,)).of_learner
    assert field == FieldGuess("0713", 1.0, "given")


def test_a_confirmation_wins_over_the_classifier() -> None:
    said = TitleConfirmation(title="Kuvar", isced_f="0721", language="sr", country="RS", author="Ana")
    (field,) = resolved((learner("a", "kuvar ", study_language="sr", country="RS"),), confirmations=(said,)).of_learner
    assert field == FieldGuess("0721", 1.0, "confirmed by Ana")


def test_a_confirmation_of_another_country_does_not_count() -> None:
    said = TitleConfirmation(title="kuvar", isced_f="0721", language="sr", country="ME")
    (field,) = resolved((learner("a", "kuvar", study_language="sr", country="RS"),), confirmations=(said,)).of_learner
    assert field is not None
    assert field.code == "1013"


def test_a_confirmation_for_any_language_and_country_counts_everywhere() -> None:
    said = TitleConfirmation(title=NONSENSE, isced_f="0721")
    answer = resolved((learner("a", NONSENSE, study_language="sr", country="RS"),), confirmations=(said,))
    assert answer.of_learner == (FieldGuess("0721", 1.0, "confirmed"),)
    assert answer.unresolved == ()


def test_country_of_the_sending_partner_stands_in() -> None:
    said = TitleConfirmation(title=NONSENSE, isced_f="0721", country="RS")
    (field,) = resolved((learner("a", NONSENSE, sending_partner="ccis"),), confirmations=(said,)).of_learner
    assert field is not None


def test_an_unknown_title_is_reported_once_and_never_guessed() -> None:
    answer = resolved(
        (learner("a", NONSENSE), learner("b", NONSENSE.lower()), learner("c", "kuvar", study_language="sr")),
        (placement("p", study_title=NONSENSE, study_language=None),),
    )
    assert answer.of_learner[:2] == (None, None)
    assert answer.of_learner[2] is not None
    assert [(title.title, title.country, title.learners, title.placements) for title in answer.unresolved] == [
        (NONSENSE, None, 2, 0),
        (NONSENSE, "ES", 0, 1),
    ]


def test_below_the_floor_the_title_comes_with_at_most_three_guesses() -> None:
    answer = resolved((learner("a", "Kuvar", study_language="sr"),), rules=Rules(title_confidence_floor=1.0))
    assert answer.of_learner == (None,)
    (title,) = answer.unresolved
    assert title.guesses[0].code == "1013"
    assert len(title.guesses) <= 3


def test_no_title_is_not_an_unresolved_title() -> None:
    answer = resolved((learner("a"), learner("b", "  ")), (placement("p"),))
    assert answer == StudyFields((None, None), ((),), ())


def test_a_placement_may_name_several_fields() -> None:
    (fields,) = resolved(placements=(placement("p", study_fields=("0713", "0714"), study_title="cook"),)).of_placement
    assert [field.code for field in fields] == ["0713", "0714"]
    assert {field.confidence for field in fields} == {1.0}


def test_a_placement_with_only_tasks_is_read_from_them() -> None:
    by_title, by_tasks = resolved(
        placements=(
            placement("p", study_title="cook", tasks="car mechanic", study_language="en"),
            placement("q", tasks="car mechanic", study_language="en"),
        )
    ).of_placement
    assert [field.code for field in by_title] == ["1013"]
    assert [field.code for field in by_tasks] == ["0716"]
