"""Ids in any script and with any sign: what is made is found again, and a list goes on behind it."""

import base64

import pytest

from api.paging import LONGEST, cursor
from tests.api.asked import LEARNER, PLACEMENT
from tests.api.service import V1, Service
from tests.matcher.store.cast import played

IDS = ("Niš 1", "Ученик-2", "a\r\nSet-Cookie: x=1", "щ" * 200, "🎓?#%")


@pytest.mark.parametrize(("table", "stated"), [("learners", LEARNER), ("placements", PLACEMENT)])
def test_what_is_made_is_where_the_answer_says(service: Service, table: str, stated: dict[str, object]) -> None:
    there = played(service.store)
    coordinator = service.browser(there.coordinator)
    for id in IDS:
        made = coordinator.post(f"{V1}/rounds/{there.id}/{table}", json={"id": id, **stated})
        assert made.status_code == 201
        assert "set-cookie" not in made.headers
        assert coordinator.get(made.headers["Location"]).json()["id"] == id


def test_a_list_goes_on_behind_any_id(service: Service) -> None:
    there = played(service.store)
    coordinator, path = service.browser(there.coordinator), f"{V1}/rounds/{there.id}/learners"
    for id in IDS:
        coordinator.post(path, json={"id": id, **LEARNER})
    found, asked = [], {"limit": "1"}
    while "after" not in asked or asked["after"]:
        page = coordinator.get(path, params=asked).json()
        found += [learner["id"] for learner in page["items"]]
        asked["after"] = page["next"]
    assert sorted(found) == sorted([*IDS, *there.round.learner_by_id])


@pytest.mark.parametrize("path", ["runs", "withdrawn-placements", "learners", "events"])
@pytest.mark.parametrize(
    "after",
    [
        cursor("0001-01-01T00:00:00+14:00 x"),
        cursor("9999-12-31T23:59:59-14:00 x"),
        cursor(2**40),
        base64.urlsafe_b64encode(b"[" * 1_190).decode(),
    ],
)
def test_a_mark_that_no_page_gave_leads_nowhere_and_breaks_nothing(service: Service, path: str, after: str) -> None:
    there = played(service.store)
    assert len(after) <= LONGEST
    answer = service.browser(there.coordinator).get(f"{V1}/rounds/{there.id}/{path}", params={"after": after})
    assert answer.status_code in (200, 422)
    assert answer.status_code == 422 or answer.json()["items"] is not None
