"""How near two study fields are is said in plain words, above all where one of them is stated broadly."""

import pytest

from matcher.codelists.closeness import field_closeness
from matcher.explain import sentence
from matcher.model import Reason


def said(field: str, wanted: str, confidence: float = 1.0) -> str:
    closeness = field_closeness(field, wanted)
    params = {"field": field, "wanted": wanted, "closeness": closeness, "confidence": confidence}
    return sentence(Reason("study_field_closeness", params))


BUSINESS, LAW = "Business and administration", "Business, administration, law"


@pytest.mark.parametrize(
    ("field", "wanted", "words"),
    [
        ("0410", "0410", f"learner and host both state their field broadly, as anything within {BUSINESS}: 80% close"),
        ("0411", "0410", f"studies 0411 Accounting and tax; the host wants anything within {BUSINESS}: 80% close"),
        (
            "0400",
            "0411",
            f"stated broadly, as anything within {LAW}; the host wants 0411 Accounting and tax: 50% close",
        ),
        ("0714", "0713", "the host wants 0713 Electricity and energy: 80% close"),
    ],
)
def test_a_field_stated_broadly_is_said_to_be_so(field: str, wanted: str, words: str) -> None:
    assert said(field, wanted).endswith(words)


def test_the_only_field_of_a_branch_is_that_field() -> None:
    assert said("0820", "0821").endswith(": the same study field")


def test_a_broad_field_that_holds_not_the_other_is_two_fields() -> None:
    assert said("0410", "0710").startswith("studies 0410 ")


def test_what_is_not_known_for_sure_is_said_in_percent() -> None:
    assert said("0714", "0714", 0.85).endswith(": the same study field; the titles understood with 85% confidence")
