"""Demand is told in counts from which nobody can be picked out, to those who take part."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import UnknownId
from matcher.model import Cefr, FieldGuess, LanguageSkill, Learner
from matcher.store.demand import LEVELS, SMALLEST, StayDemand, Told, _languages, demand
from matcher.store.engine import Store, reading, writing
from matcher.store.errors import NotAllowed
from matcher.store.links import link
from matcher.store.reserves import rank_reserves
from matcher.store.viewers import Viewer
from tests.matcher.store.cast import organisation, played, small_round, stored

ROUND = small_round()


def learner(id: str, field: str, *levels: str, title: str | None = None) -> Learner:
    languages = tuple(LanguageSkill(language=name[:2], level=Cefr[name[2:]]) for name in levels)
    return Learner(
        id=id, stay="short", sending_partner="CCIS", isced_f=field or None, study_title=title, languages=languages
    )


def told_of(store: Store, learners: Sequence[Learner]) -> tuple[StayDemand, ...]:
    there = stored(store, ROUND.model_copy(update={"learners": tuple(learners), "pins": (), "previous": ()}))
    host = organisation(store, "hosting")
    with writing(store) as session:
        link(session, there.coordinator, there.id, "hosting_partner", "INCOMA", host.organisation)
        rank_reserves(session, there.coordinator, there.id, {one.id: 1 for one in learners if one.id.startswith("R")})
    with reading(store) as session:
        return demand(session, host, there.id, field_of)


def field_of(stated: Learner) -> FieldGuess | None:
    code = stated.isced_f or {"Kuvar": "1013"}.get(stated.study_title or "")
    return FieldGuess(code, 1.0, "") if code else None


def test_fields_and_languages_are_counted_and_small_ones_are_not_told(store: Store) -> None:
    learners = [learner(f"A{n}", "0714", "enB1" if n < 6 else "enA1", "sqC1") for n in range(12)]
    learners += [learner(f"B{n}", "1013") for n in range(3)] + [learner(f"C{n}", "0410", "enC1") for n in range(4)]
    learners += [learner(f"K{n}", "", title="Kuvar") for n in range(2)]
    learners += [learner(f"R{n}", "0410") for n in range(9)]
    [short] = told_of(store, learners)
    assert [(row.field, row.learners) for row in short.fields] == [("0714", 12), ("1013", 5)]
    assert short.others is None  # four of 0410: those on the reserve list do not count
    english = short.fields[0].languages[0]
    assert (english.language, english.learners) == ("en", Told(12, True))
    assert english.at_least == (Told(12, True), Told(6, True), Told(6, True), None, None, None)
    assert short.fields[1].languages == ()


def test_small_fields_are_told_together(store: Store) -> None:
    learners = [learner(f"L{n}", field) for n, field in enumerate(["0714"] * 3 + ["0410"] * 4)]
    [short] = told_of(store, learners)
    assert (short.fields, short.others) == ((), 7)


counts = st.dictionaries(
    st.lists(st.tuples(st.sampled_from(["en", "it"]), st.integers(0, 7)), unique_by=lambda row: row[0])
    .map(sorted)
    .map(tuple),
    st.integers(1, 9),
    max_size=8,
)


@given(counts)
@settings(max_examples=300)
def test_no_two_numbers_told_differ_by_few(found: dict[tuple[tuple[str, int], ...], int]) -> None:
    everybody = sum(found.values())
    for row in _languages(Counter(found)):
        speakers = sum(count for spoken, count in found.items() if row.language in dict(spoken))
        truths = [speakers]
        truths += [
            sum(count for spoken, count in found.items() if dict(spoken).get(row.language, -1) >= level)
            for level in LEVELS
        ]
        exact = [everybody]
        for number, truth in zip((row.learners, *row.at_least), truths, strict=True):
            assert (number is None) == (truth < SMALLEST)
            if number is not None:
                assert number.number == truth if number.exact else 0 <= truth - number.number < SMALLEST
                exact += [number.number] if number.exact else []
        assert all(abs(one - other) not in range(1, SMALLEST) for one, other in combinations(exact, 2))


@pytest.mark.parametrize("role", ["sending", "school"])
def test_demand_is_for_those_who_host_or_oversee(store: Store, role: str) -> None:
    there = played(store)
    own = {"sending": there.own["CCIS"], "school": there.own["TS Nis"]}[role]
    both = Viewer(own.person, own.organisation, own.roles | {"hosting"})
    with reading(store) as session:
        with pytest.raises(NotAllowed):
            demand(session, own, there.id, field_of)
        for viewer in (there.foreign["hosting"], there.foreign["coordinator"], both):
            with pytest.raises(UnknownId):
                demand(session, viewer, there.id, field_of)
        assert demand(session, there.own["INCOMA"], there.id, field_of) == demand(
            session, there.coordinator, there.id, field_of
        )
