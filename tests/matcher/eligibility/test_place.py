from typing import Literal

import pytest

from matcher.eligibility import Bans
from matcher.eligibility.place import bans, group_destination, host_country_differs, needs_met
from matcher.model import Group, Pin
from tests.matcher.eligibility.verdicts import code_of, verdict
from tests.matcher.two_sides import learner_side, placement_side


@pytest.mark.parametrize(("country", "code"), [("RS", None), ("ES", "same_country"), (None, "country_unknown")])
def test_a_mobility_crosses_a_border(country: str | None, code: str | None) -> None:
    assert code_of(verdict(host_country_differs, learner_side(country=country), placement_side(country="ES"))) == code


@pytest.mark.parametrize(("fixed", "code"), [("seville", None), (None, None), ("lyon", "group_goes_elsewhere")])
def test_a_learner_goes_where_the_group_goes(fixed: str | None, code: str | None) -> None:
    learner = learner_side(group=Group(id="g1", stay="short", destination=fixed))
    assert code_of(verdict(group_destination, learner, placement_side())) == code


def test_who_travels_alone_may_go_anywhere() -> None:
    assert verdict(group_destination, learner_side(), placement_side()) is None


@pytest.mark.parametrize(
    ("needs", "met", "unmet"),
    [
        ((), (), None),
        ((), ("step-free access",), None),
        (("step-free access",), ("Step free access", "quiet workplace"), None),  # case and hyphens do not matter
        (("step-free access",), (), ("step-free access",)),
        (("step-free access", "quiet workplace"), ("quiet workplace",), ("step-free access",)),
    ],
)
def test_every_need_is_met(needs: tuple[str, ...], met: tuple[str, ...], unmet: tuple[str, ...] | None) -> None:
    reason = verdict(needs_met, learner_side(needs=needs), placement_side(needs_met=met))
    assert (reason.params["needs"] if reason else None) == unmet


def pin(kind: Literal["pin", "ban"] = "ban", **names: str) -> Pin:
    return Pin.model_validate({"kind": kind, "reason": "left last year", "author": "M. Rossi", **names})


@pytest.mark.parametrize(
    ("pins", "code"),
    [
        ([], None),
        ([pin(learner="ana", placement="acme-1")], "banned"),
        ([pin(learner="ana", destination="seville")], "banned"),
        ([pin(group="g1", placement="acme-1")], "banned"),
        ([pin(group="g1", destination="seville")], "banned"),
        ([pin(learner="ben", placement="acme-1"), pin(learner="ana", placement="acme-2")], None),
        ([pin("pin", learner="ana", placement="acme-1")], None),
        ([pin("pin", learner="ana", placement="acme-2")], None),  # a pin elsewhere is no rule here
        ([pin(learner="ana")], None),  # a ban on nothing
    ],
)
def test_a_ban_forbids_the_pair_it_names(pins: list[Pin], code: str | None) -> None:
    learner = learner_side(group=Group(id="g1", stay="short"))
    assert code_of(verdict(bans, learner, placement_side(), bans=Bans(pins))) == code


def test_a_group_ban_leaves_others_alone() -> None:
    forbidden = Bans([pin(group="g1", destination="seville")])
    assert verdict(bans, learner_side(), placement_side(), bans=forbidden) is None


def test_a_ban_says_who_and_why() -> None:
    reason = verdict(bans, learner_side(), placement_side(), bans=Bans([pin(learner="ana", placement="acme-1")]))
    assert reason is not None
    assert reason.params == {"reason": "left last year", "author": "M. Rossi"}
