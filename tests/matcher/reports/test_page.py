import re
from html.parser import HTMLParser
from typing import Any

import pytest

from matcher.explain import fit_of_learners
from matcher.model import Destination, Group, Pin, SendingPartner
from matcher.reports import report_html
from matcher.reports.condensed import MOST_COLUMNS, MOST_ROWS
from matcher.reports.page import page_of
from tests.matcher.explain.situations import learner, placement, planned_of, round_of
from tests.matcher.reports.answered import Answered, answered, small


class _Ids(HTMLParser):
    """The ids of a page, its tags, and where its links point."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.points_to: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.points_to += (given.get("aria-labelledby") or "").split() + (given.get("href") or "").split()


PIN = Pin(kind="pin", learner="l0", placement="p0", reason="asked <for> her", author="M. Rossi")


def contradiction() -> Answered:
    pins = tuple(PIN.model_copy(update={"learner": f"l{row}"}) for row in range(2))
    return answered(round_of([learner("l0"), learner("l1")], [placement("p0")], pins=pins))


def grouped() -> Answered:
    groups = (Group(id="g1", stay="short", companions=1),)
    partners = (SendingPartner(id="alb", name="Albanian Skills"),)
    people = [learner(f"l{row}", group="g1", sending_partner="alb") for row in range(3)] + [learner("l9")]
    offers = [placement("p0", places=2), placement("p1", destination="bologna")]
    return answered(round_of(people, offers, groups=groups, sending_partners=partners, pins=(PIN,)))


CASES: dict[str, Any] = {
    "small": small,
    "grouped": grouped,
    "nobody placed": lambda: answered(round_of([learner("l0")], []), [-1]),
    "no learners": lambda: answered(round_of([], [placement("p0")])),
    "empty": lambda: answered(round_of([], [], destinations=())),
    "infeasible": contradiction,
    "full fit": lambda: answered(round_of([learner(f"l{n}") for n in range(3)], [placement("p0", places=9)])),
    "cities alike": lambda: small(
        destinations=tuple(d.model_copy(update={"city": "Београд"}) for d in round_of([], []).destinations)
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_report_stands_alone(case: str) -> None:
    text = report_html(*CASES[case]())
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<script|<link|<img", text)
    assert text.startswith("<!doctype html>")


@pytest.mark.parametrize("case", CASES)
def test_ids_are_unique_and_every_reference_has_its_target(case: str) -> None:
    text = report_html(*CASES[case]())
    found = _Ids(text)
    assert len(found.ids) == len(set(found.ids))
    assert {target.removeprefix("#") for target in found.points_to} <= {*found.ids}
    assert found.tags.count("title") == found.tags.count("svg") + 1
    assert found.tags.count("desc") == found.tags.count("svg")


def test_user_text_is_escaped() -> None:
    people = [learner("l0", school="<script>alert(1)</script>", sending_partner=None)]
    text = report_html(*answered(round_of(people, []), [-1]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_contradiction_stands_in_the_user_s_words_with_its_repair() -> None:
    text = report_html(*contradiction())
    assert "Pins put 2 learners (l0, l1) on placement p0, which has 1 place" in text
    assert "lift 1 of these pins" in text
    assert "No allocation keeps every demand of this round" in text
    assert 'id="worth"' not in text
    assert 'id="flows"' not in text


def test_the_page_shows_what_a_pin_costs() -> None:
    text = report_html(*grouped())
    assert "What the pins cost" in text
    assert "asked &lt;for&gt; her" in text


def test_tiles_count_people_and_groups() -> None:
    planned, answer = grouped()
    figures = {tile.words: tile.figure for tile in page_of(planned, answer).tiles}
    assert figures["learners placed"] == "3 of 4"
    assert figures["beds taken on the fullest day, companions counted"] == "4 of 18"
    assert figures["groups travel, companions with them: 1"] == "1 of 1"


def test_flows_add_up_to_everybody_placed() -> None:
    planned, answer = grouped()
    page = page_of(planned, answer)
    assert page.flow_table.rows == ["Albanian Skills", "no sending partner"]
    assert sum(map(sum, page.flow_table.values)) == answer.objective.placed


def test_partners_who_send_everybody_need_no_row_for_others() -> None:
    people = [learner(f"l{row}", sending_partner="alb") for row in range(6)]
    partners = (SendingPartner(id="alb"),)
    page = page_of(*answered(round_of(people, [placement("p0", places=9)], sending_partners=partners)))
    assert page.flow_table.rows == ["alb"]
    assert "100% of 6" in page.rates


def test_the_words_about_fit_are_those_of_the_placed() -> None:
    planned, answer = small()
    low = int(fit_of_learners(planned)[fit_of_learners(planned) >= 0].min())
    assert f"lie between {low} and {low}" in page_of(planned, answer).fit_words


def test_a_perfect_fit_has_a_column() -> None:
    planned = planned_of(round_of([learner("l0")], [placement("p0")]), [0])
    planned.problem.pair_fit.flags.writeable = True
    planned.problem.pair_fit[:] = 1000
    assert ">1000<" in page_of(planned, answered(planned.round, [0])[1]).fits


def test_an_answer_with_a_gap_says_how_far_it_may_be() -> None:
    planned, answer = small()
    gappy = answer.model_copy(update={"gap": 0.0123, "status": "feasible"})
    text = report_html(planned, gappy)
    assert "no allocation of this round is more than 1.23% better" in text


def test_a_round_of_a_whole_country_fits_on_the_page() -> None:
    partners = tuple(SendingPartner(id=f"sp{number:03}") for number in range(150))
    people = [learner(f"l{row:04}", sending_partner=f"sp{row % 150:03}") for row in range(900)]
    towns = tuple(Destination(id=f"town{place:02}", city="", country="IT", beds=9) for place in range(60))
    placements = [placement(f"p{place:02}", destination=f"town{place:02}") for place in range(60)]
    planned, answer = answered(round_of(people, placements, sending_partners=partners, destinations=towns))
    page = page_of(planned, answer)
    assert (len(page.flow_table.rows), len(page.flow_table.columns)) == (MOST_ROWS, MOST_COLUMNS)
    assert sum(map(sum, page.flow_table.values)) == answer.objective.placed == 60
    assert len(page.beds) == len(page.shortage_cities) == MOST_COLUMNS
    rates = [row.placed_rate for row in page.fairness if row.by == "sending partner"]
    assert len(rates) == 100
    assert rates == sorted(rates, key=lambda rate: rate or 0)
    text = report_html(planned, answer)
    assert "150 sending partners and 60 destinations" in text


def test_many_things_to_look_after_are_folded_away() -> None:
    planned, answer = small()
    warning = {"code": "pin_not_met", "params": {"destination": "seville", "who": "l1"}}
    many = answer.model_validate(answer.model_dump(by_alias=True) | {"warnings": [warning] * 7})
    text = report_html(planned, many)
    assert "7 things to look after" in text
    assert "and 2 more" in text
