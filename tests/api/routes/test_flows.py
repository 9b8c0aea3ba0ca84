"""The flow plan over HTTP: numbers, dates and budgets before names."""

import pytest

from tests.api.service import V1, Service
from tests.matcher.store.cast import Played, played

CELL = {"sending_partner": "CCIS", "destination": "Seville", "stay": "short"}
LINE = {"label": "room and board", "amount_cents": 3_500, "currency": "EUR", "per": "person_day"}


@pytest.fixture
def there(service: Service) -> Played:
    return played(service.store)


def test_two_sides_agree_on_a_number_that_becomes_a_quota(service: Service, there: Played) -> None:
    sends, hosts = service.browser(there.own["CCIS"]), service.browser(there.own["INCOMA"])
    begun = sends.post(f"{V1}/rounds/{there.id}/flow-plan", json=CELL)
    path = begun.headers["Location"]
    asked = sends.patch(path, json={"asked": 2}, headers={"If-Match": begun.headers["ETag"]})
    early = hosts.post(f"{path}/agree", headers={"If-Match": asked.headers["ETag"]})
    assert (early.status_code, early.json()["code"]) == (409, "transition-refused")
    offered = hosts.patch(path, json={"offered": 2}, headers={"If-Match": asked.headers["ETag"]})
    agreed = hosts.post(f"{path}/agree", headers={"If-Match": offered.headers["ETag"]})
    assert (agreed.json()["agreed"], agreed.json()["is_quota"]) == (2, True)
    later = sends.patch(path, json={"asked": 3}, headers={"If-Match": agreed.headers["ETag"]})
    assert (later.json()["agreed"], later.json()["is_quota"]) == (None, False)


def test_each_side_states_its_own_number(service: Service, there: Played) -> None:
    hosts = service.browser(there.own["INCOMA"])
    begun = hosts.post(f"{V1}/rounds/{there.id}/flow-plan", json=CELL)
    answer = hosts.patch(begun.headers["Location"], json={"asked": 2}, headers={"If-Match": begun.headers["ETag"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_the_plan_is_seen_by_its_parties_only(service: Service, there: Played) -> None:
    path = f"{V1}/rounds/{there.id}/flow-plan"

    def seen() -> dict[str, int]:
        return {name: len(service.browser(who).get(path).json()["items"]) for name, who in there.own.items()}

    before = seen()
    service.browser(there.own["CCIS"]).post(path, json=CELL)
    more = {name: count - before[name] for name, count in seen().items()}
    assert {name for name, count in more.items() if count} == {"coordinator", "CCIS", "INCOMA"}


def test_budget_lines_are_stated_and_taken_back(service: Service, there: Played) -> None:
    sends, hosts = service.browser(there.own["CCIS"]), service.browser(there.own["INCOMA"])
    cell = sends.post(f"{V1}/rounds/{there.id}/flow-plan", json=CELL).headers["Location"]
    line = hosts.post(f"{cell}/budget-lines", json=LINE).json()
    assert sends.get(f"{cell}/budget-lines").json() == [LINE | {"id": line["id"]}]
    assert sends.delete(f"{V1}/budget-lines/{line['id']}").status_code == 403
    assert hosts.delete(f"{V1}/budget-lines/{line['id']}").status_code == 204
    assert sends.get(f"{cell}/budget-lines").json() == []


def test_a_currency_is_three_capitals(service: Service, there: Played) -> None:
    sends = service.browser(there.own["CCIS"])
    cell = sends.post(f"{V1}/rounds/{there.id}/flow-plan", json=CELL).headers["Location"]
    answer = sends.post(f"{cell}/budget-lines", json=LINE | {"currency": "euro"})
    assert answer.json()["rows"][0]["column"] == "body.currency"


def test_costs_are_kept_however_high(service: Service, there: Played) -> None:
    sends = service.browser(there.own["CCIS"])
    path = f"{V1}/flow-cells/{sends.post(f'{V1}/rounds/{there.id}/flow-plan', json=CELL).json()['id']}/budget-lines"
    most = {**LINE, "amount_cents": 10**12}
    assert sends.post(path, json=most).status_code == 201
    assert [line["amount_cents"] for line in sends.get(path).json()] == [10**12]
