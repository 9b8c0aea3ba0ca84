"""The whole story of a round through HTTP: from the import to the audit trail, on SQLite and on PostgreSQL."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.security import CSRF_HEADER
from api.services.planning import work_off
from matcher.codelists.files import data_folder
from matcher.store.clock import new_id
from tests.api.service import HERE, V1, Service

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery staple"
SECONDS = 4.0

SEVILLE_PLACE = {
    "id": "ES-NEW", "host": "Talleres Betis", "places": 3,
    "study_fields": ["0714", "0713", "0716", "1015", "0410"],
    "window": {"first_day": "2022-09-15", "last_day": "2023-01-31"},
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody signed in, and what they say."""

    client: TestClient
    organisation: str

    def get(self, path: str, **params: Any) -> Any:
        return said(self.client.get(f"{V1}{path}", params=params))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return said(self.client.post(f"{V1}{path}", json=body, headers=headers))

    def everything(self, path: str) -> list[dict[str, Any]]:
        """All pages of a list."""
        found, after = [], None
        while True:
            page = self.get(path, limit=500, **({"after": after} if after else {}))
            found += page["items"]
            if (after := page["next"]) is None:
                return found


def said(answer: Response) -> Any:
    assert answer.status_code < 400, answer.text
    return answer.json() if answer.content else None


def signed_in(service: Service, email: str) -> Person:
    client = TestClient(service.app, HERE)
    me = said(client.post(f"{V1}/sign-in", json={"email": email, "password": PASSWORD}))
    client.headers[CSRF_HEADER] = me["csrf_token"]
    return Person(client, me["organisation"])


def invited(service: Service, coordinator: Person, name: str, role: str) -> Person:
    """The coordinator makes an organisation and invites its first person, who accepts and signs in."""
    email = f"{new_id()}@example.org"
    made = coordinator.post("/organisations", {"name": name, "roles": [role]})
    code = coordinator.post(f"/organisations/{made['id']}/invitations", {"email": email, "role": role})["code"]
    said(service.anybody.post(f"{V1}/invitations/accept", json={"code": code, "password": PASSWORD, "name": name}))
    return signed_in(service, email)


def planned(service: Service, coordinator: Person, round_id: str, **settings: Any) -> str:
    """Ask for a run, let a worker plan it, and return its id."""
    run = coordinator.post(f"/rounds/{round_id}/runs", {"time_limit_seconds": SECONDS, **settings})["id"]
    work_off(service.store, "worker")
    shown = coordinator.get(f"/runs/{run}")
    assert shown["state"] == "complete", shown
    return str(run)


def decided(person: Person, proposal: str, step: str, **why: str) -> str:
    path = f"/proposals/{proposal}"
    version = person.client.get(f"{V1}{path}").headers["ETag"]
    return str(person.post(f"{path}/decisions", {"step": step, **why}, **{"If-Match": version})["state"])


def test_a_round_from_its_import_to_its_audit_trail(service: Service) -> None:
    email, _ = service.person("coordinator", password=PASSWORD)
    coordinator = signed_in(service, email)

    # import the round; a dry run keeps nothing
    files = [("files", (file.name, file.read_bytes())) for file in sorted(data_folder("intervet").iterdir())]
    files = [file for file in files if not file[1][0].endswith(".md")]
    assert said(coordinator.client.post(f"{V1}/rounds/imports?dry_run=true", files=files))["round"] is None
    assert coordinator.everything("/rounds") == []
    round_id = said(coordinator.client.post(f"{V1}/rounds/imports", files=files))["round"]
    here = f"/rounds/{round_id}"
    learners = coordinator.everything(f"{here}/learners")
    assert len(learners) == 426

    # organisations come in
    school_of_rs = coordinator.everything(f"{here}/schools")[0]
    town = next(row for row in coordinator.everything(f"{here}/destinations") if row["city"] == "Seville")
    parties = {
        "sending": ("sending_partner", school_of_rs["sending_partner"], "sending"),
        "school": ("school", school_of_rs["id"], "school"),
        "hosting": ("hosting_partner", town["hosting_partner"], "hosting"),
    }
    people = {}
    for name, (party, id, role) in parties.items():
        people[name] = invited(service, coordinator, name, role)
        body = {"organisation": people[name].organisation}
        said(coordinator.client.put(f"{V1}{here}/links/{party}/{id}", json=body))
    school, sending, hosting = people["school"], people["sending"], people["hosting"]

    # the school previews, and sees nobody else's learners
    own = school.everything(f"{here}/learners")
    assert {row["school"] for row in own} == {school_of_rs["name"]}
    preview = school.get(f"{here}/learners/{own[0]['id']}/preview")
    assert preview["open"] > 0 and preview["options"][0]["band"] is None

    # the hosting partner requests; nobody's name is told
    request = hosting.post(
        f"{here}/requests",
        {"destination": town["id"], "placements": [SEVILLE_PLACE | {"destination": town["id"]}], "seconds": 2},
    )
    work_off(service.store, "worker")
    answered = hosting.get(f"/requests/{request['id']}")
    assert (answered["state"], len(answered["answer"]["drafts"])) == ("answered", 3)
    version = coordinator.client.get(f"{V1}/requests/{request['id']}").headers["ETag"]
    settled = coordinator.post(
        f"/requests/{request['id']}/settle", {"verdict": "approved", "why": "good places"}, **{"If-Match": version}
    )
    assert settled["state"] == "approved"

    # the coordinator runs, looks, pins, runs again and compares
    first = planned(service, coordinator, round_id)
    assert coordinator.get(f"/runs/{first}/verification")["holds"]
    placed = coordinator.everything(f"/runs/{first}/assignments")
    assert len(placed) >= 415  # what a few seconds find; `matcher demo` places all
    lone = next(row for row in placed if not row["pinned"] and row["destination"] == town["id"])
    why = coordinator.get(f"/runs/{first}/explanations/{lone['learner']}")
    assert why["placed"]["placement"] == lone["placement"]
    coordinator.post(
        f"{here}/pins",
        {"kind": "pin", "learner": lone["learner"], "placement": lone["placement"], "reason": "the host asked for her"},
    )
    second = planned(service, coordinator, round_id, previous=first)
    compared = coordinator.get(f"/runs/{second}/comparison", **{"with": first})
    assert compared["placed_change"] >= 0
    assert coordinator.get(f"/runs/{second}/fairness")

    # now the school is told how likely each option is
    options = school.get(f"{here}/learners/{own[0]['id']}/preview")["options"]
    assert {option["band"]["code"] for option in options} <= {"band_likely", "band_contested", "band_closed"}

    # publish; the acceptances come
    assert coordinator.post(f"/runs/{second}/publish")["proposed"] == len(
        coordinator.everything(f"/runs/{second}/assignments")
    )
    at_seville = hosting.everything(f"{here}/proposals")
    assert {row["destination"] for row in at_seville} == {town["id"]}
    ours = {row["id"] for row in sending.everything(f"{here}/proposals")}
    shared = next(row for row in at_seville if row["id"] in ours)
    for person, step in ((sending, "for_sending"), (hosting, "for_hosting"), (sending, "for_learner")):
        state = decided(person, shared["id"], f"accept_{step}")
    assert state == "accepted"

    # one company withdraws; the re-run changes as little as possible
    lost = Counter(row["placement"] for row in at_seville if row["id"] != shared["id"]).most_common(1)[0][0]
    version = hosting.client.get(f"{V1}{here}/placements/{lost}").headers["ETag"]
    hosting.post(f"{here}/placements/{lost}/withdraw", {"why": "the workshop burnt down"}, **{"If-Match": version})
    suggestion = coordinator.get(f"{here}/suggestion")
    on_lost = {row["learner"] for row in suggestion["on_withdrawn"]}
    assert on_lost == {row["learner"] for row in at_seville if row["placement"] == lost}
    third = planned(service, coordinator, round_id, **{"moves": "least", **suggestion["rerun"]})
    moved = coordinator.get(f"/runs/{third}/comparison", **{"with": second})
    others = [row for row in moved["moved"] if row["learner"] not in on_lost]
    assert len(others) <= 4
    published = coordinator.post(f"/runs/{third}/publish")
    assert published["kept"] >= 415 - len(on_lost) - len(others)
    assert hosting.get(f"/proposals/{shared['id']}")["state"] == "accepted"

    # export, erase, and look at the trail
    table = said_text(coordinator.client.get(f"{V1}{here}/exports/assignments"))
    assert len(list(csv.DictReader(StringIO(table)))) >= 400
    gone = own[-1]["id"]
    exported = school.get(f"{here}/learners/{gone}/export")
    assert exported["learner"]["id"] == gone
    said(school.client.delete(f"{V1}{here}/learners/{gone}"))
    assert gone not in {row["id"] for row in coordinator.everything(f"{here}/learners")}
    trail = coordinator.everything(f"{here}/events")
    assert gone not in str(trail)
    happened = Counter(event["what"] for event in trail)
    for what, times in {
        "import round": 1, "ask for allocation": 1, "request approved": 1, "end run: complete": 4, "add pin": 1,
        "publish run": 2, "accept_for_learner": 1, "withdraw placement": 1, "erase person": 1,
    }.items():  # fmt: skip
        assert happened[what] == times, (what, happened)


def said_text(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.text
