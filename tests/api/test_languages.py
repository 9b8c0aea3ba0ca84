"""What the API says to people is in the language they accept; what it says to programs is the same in each."""

import pytest

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, played


@pytest.fixture
def there(service: Service) -> Played:
    return played(service.store)


@pytest.mark.parametrize(
    ("accepted", "language", "words"),
    [
        ("", "en", "changing a round is for: coordinators"),
        ("nl, it-CH;q=0.7, en;q=0.1", "it", "modifica del ciclo – spetta a: coordinatori"),
        ("sr-Cyrl", "sr-Cyrl", "измена круга – овлашћени: координатори"),
        ("nl", "en", "changing a round is for: coordinators"),
    ],
)
def test_a_problem_is_told_in_the_language_that_is_accepted(
    service: Service, there: Played, accepted: str, language: str, words: str
) -> None:
    client = service.browser(there.own["CCIS"])
    path, change = f"{V1}/rounds/{there.id}", {"name": "Spring"}
    answer = client.patch(path, json=change, headers={"Accept-Language": accepted, "If-Match": '"1"'})
    problem = answer.json()
    assert problem["detail"] == words
    assert (problem["code"], problem["params"]["action"]) == ("not-allowed", "changing a round")
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


def test_reasons_are_told_in_it_and_their_codes_and_parameters_are_the_same(service: Service, there: Played) -> None:
    client = service.browser(there.own["TS Nis"])
    path = f"{V1}/rounds/{there.id}/learners/L2/preview"
    english = client.get(path).json()
    italian = client.get(path, headers={"Accept-Language": "it"}).json()
    assert english["would_open"][0]["says"].endswith("placement would open")
    assert italian["would_open"][0]["says"].endswith("tirocinio")
    for answer in (english, italian):
        for reason in answer["would_open"]:
            del reason["says"]
    assert english["would_open"] == italian["would_open"]


def test_pages_and_files_have_their_own_ways(service: Service, there: Played) -> None:
    client = service.browser(there.coordinator)
    for path in ("/sign-in", f"{V1}/rounds/{there.id}/exports/learners?format=csv"):
        assert "Content-Language" not in client.get(path, headers={"Accept-Language": "it"}).headers
