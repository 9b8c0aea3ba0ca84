"""The story of a round, from its import to its audit trail, played by careful clients who note what they are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from benchmarks.kills_client import Client, Unexpected, until

Files = Mapping[str, bytes]
SECONDS = 2.0  # for each allocation; small rounds need hundredths
PARTIES = {"sending_partner": "sending", "school": "school", "hosting_partner": "hosting"}
SOMEBODY = "somebody"  # who was erased has no id any more


@dataclass(frozen=True)
class Parties:
    """One client per organisation that has a part in the round, and what the organisations' ids are."""

    coordinator: Client
    sending: Client
    school: Client
    hosting: Client
    organisations: Mapping[str, str]

    @property
    def clients(self) -> tuple[Client, ...]:
        return self.coordinator, self.sending, self.school, self.hosting

    @property
    def answers(self) -> int:
        return sum(client.answers for client in self.clients)

    def close(self) -> None:
        for client in self.clients:
            client.close()


@dataclass
class Told:
    """What the parties of one round were told is done, as the event log says it: what, and which thing."""

    name: str
    round_id: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)
    runs: dict[str, str] = field(default_factory=dict)  # the run that was named for each key
    erased: list[str] = field(default_factory=list)
    refused: int = 0
    now: str = "beginning"
    ended: bool = False

    def note(self, what: str, id: str) -> None:
        self.steps.append((what, id))


class Story:
    """Plays one round.

    Parameters
    ----------
    files
        A round as a folder holds it, without pins and links.
    name
        No other round has it.
    before_erasing
        Looks at the round's runs while what they planned is still kept.
    """

    def __init__(self, parties: Parties, files: Files, name: str, before_erasing: Callable[[str], None]) -> None:
        self._by, self._files, self._before_erasing = parties, files, before_erasing
        self.told = Told(name)

    def play(self) -> None:
        for step in (self._import, self._link, self._preview, self._request, self._plan, self._pin, self._plan_again):
            self._take(step)
        for step in (self._publish, self._accept, self._withdraw, self._plan_least, self._publish):
            self._take(step)
        for step in (self._export, self._erase, self._read_trail):
            self._take(step)
        self.told.ended = True

    def _take(self, step: Callable[[], None]) -> None:
        self.told.now = step.__name__.strip("_").replace("_", " ")
        step()

    def _import(self) -> None:
        coordinator, name = self._by.coordinator, self.told.name
        broken = [("files", ("round.toml", b"no round"))]
        self._refused(coordinator, "POST", "/rounds/imports", 422, files=broken)
        sent = [("files", (file, content)) for file, content in named(self._files, name).items()]
        found = coordinator.once(
            "POST", "/rounds/imports", lambda: _first(coordinator.items("/rounds"), "name", name), files=sent
        )
        self.told.round_id = str(found.get("round") or found.get("id"))
        self._here = f"/rounds/{self.told.round_id}"
        self.told.note("import round", self.told.round_id)
        self.told.note("change rules", "")

    def _link(self) -> None:
        coordinator, path = self._by.coordinator, f"{self._here}/links"
        for row in coordinator.get(path):
            party, id = row["party"], row["id"]
            body = {"organisation": self._by.organisations[PARTIES[party]]}
            done = partial(self._linked, {**row, **body})
            coordinator.once("PUT", f"{path}/{party}/{id}", done, json=body)
            self.told.note("link organisation", f"{party} {id}")

    def _linked(self, link: dict[str, Any]) -> Any:
        return link if link in self._by.coordinator.get(f"{self._here}/links") else None

    def _preview(self) -> None:
        school = self._by.school
        own = school.items(f"{self._here}/learners")[0]["id"]
        school.get(f"{self._here}/learners/{own}/preview")
        for row in school.items(f"{self._here}/schools"):
            school.items(f"{self._here}/schools/{row['id']}/preview")

    def _request(self) -> None:
        """Ask for places at one's own destination until a run has found who could come, and have them approved."""
        request = self._ask("NEW-0", None)
        for number in count(1):
            answer = until(partial(self._answer_to, request))
            self.told.note("answer request", request)
            if "failure" not in answer:
                break
            request = self._ask(f"NEW-{number}", request)
        self._settle(request, answer["places"][0]["placement"])

    def _ask(self, new: str, refines: str | None) -> str:
        hosting, path = self._by.hosting, f"{self._here}/requests"
        like = hosting.items(f"{self._here}/placements")[0]
        place = {name: value for name, value in like.items() if name != "version"} | {"id": new}
        body = {"destination": like["destination"], "placements": [place], "seconds": SECONDS, "refines": refines}
        self._refused(self._by.sending, "POST", path, 403, json=body)

        def done() -> Any:
            return next((row for row in hosting.items(path) if row["body"]["new"] == [new]), None)

        id = str(hosting.once("POST", path, done, json=body)["id"])
        self.told.note("ask for allocation", id)
        return id

    def _answer_to(self, request: str) -> Any:
        return self._by.hosting.get(f"/requests/{request}")["answer"]

    def _settle(self, request: str, new: str) -> None:
        coordinator, path = self._by.coordinator, f"/requests/{request}"

        def done() -> Any:
            return shown if (shown := coordinator.get(path))["state"] == "approved" else None

        body, version = {"verdict": "approved", "why": "good places"}, coordinator.version(path)
        coordinator.once("POST", f"{path}/settle", done, json=body, headers=version)
        self._refused(coordinator, "POST", f"{path}/settle", 412, json=body, headers=version)
        self.told.note("request approved", request)
        self.told.note("change placement", new)

    def _plan(self) -> None:
        self._run = self._planned("first")
        self._placed = self._by.coordinator.items(f"/runs/{self._run}/assignments")
        if not self._placed:
            raise Unexpected(f"run {self._run} placed nobody")

    def _pin(self) -> None:
        coordinator, path, pinned = self._by.coordinator, f"{self._here}/pins", self._placed[0]
        pin = {"kind": "pin", "learner": pinned["learner"], "placement": pinned["placement"], "reason": "as asked"}
        self._refused(coordinator, "POST", path, 409, json=pin | {"learner": "nobody"})
        found = coordinator.once("POST", path, lambda: _first(coordinator.items(path), "reason", "as asked"), json=pin)
        self.told.note("add pin", str(found["id"]))

    def _plan_again(self) -> None:
        first, self._run = self._run, self._planned("second", previous=self._run)
        self._compare(first)

    def _plan_least(self) -> None:
        suggestion = self._by.coordinator.get(f"{self._here}/suggestion")
        if not suggestion["rerun"]:
            raise Unexpected(f"round {self.told.round_id}: nothing to mend after a placement was withdrawn")
        second, self._run = self._run, self._planned("third", **{"moves": "least", **suggestion["rerun"]})
        self._compare(second)

    def _planned(self, which: str, **settings: Any) -> str:
        """Ask under a key of its own until a run is complete: one that lost its workers three times has failed."""
        body = {"time_limit_seconds": SECONDS, **settings}
        runs = (self._asked_for(f"{which}-{number}", body) for number in count())
        return next(run for run in runs if until(partial(self._end_of, run)) == "complete")

    def _asked_for(self, key: str, body: dict[str, Any]) -> str:
        """Ask for a run; an answer lost is asked for again under the same key, which names the run."""
        coordinator, path, headers = self._by.coordinator, f"{self._here}/runs", {"Idempotency-Key": key}
        run = str(coordinator.once("POST", path, lambda: None, json=body, headers=headers)["id"])
        self.told.runs[key] = run
        self._refused(coordinator, "POST", path, 422, json=body | {"time_limit_seconds": 1}, headers=headers)
        return run

    def _end_of(self, run: str) -> str | None:
        state = self._by.coordinator.get(f"/runs/{run}")["state"]
        return None if state in ("queued", "running") else str(state)

    def _compare(self, earlier: str) -> None:
        coordinator, run = self._by.coordinator, f"/runs/{self._run}"
        coordinator.get(f"{run}/comparison", **{"with": earlier})
        if not coordinator.get(f"{run}/verification")["holds"]:
            raise Unexpected(f"run {self._run} does not hold")

    def _publish(self) -> None:
        coordinator, path = self._by.coordinator, f"/runs/{self._run}/publish"
        self._refused(self._by.hosting, "POST", path, 403, 404)
        coordinator.once("POST", path, lambda: self._event("publish run", f"run:{self._run}"))
        self.told.note("publish run", self._run)

    def _event(self, what: str, subject: str) -> Any:
        page = self._by.coordinator.get(f"{self._here}/events", limit=500, subject=subject)
        return _first(page["items"], "what", what)

    def _accept(self) -> None:
        pinned = self._placed[0]["learner"]
        proposal = _first(self._by.hosting.items(f"{self._here}/proposals"), "learner", pinned)
        path = f"/proposals/{proposal['id']}"
        self._refused(
            self._by.hosting,
            "POST",
            f"{path}/decisions",
            409,
            json={"step": "accept_for_hosting"},
            headers=self._by.hosting.version(path),
        )
        for side in ("sending", "hosting", "learner"):
            self._decide(self._by.school if side == "learner" else getattr(self._by, side), path, f"accept_for_{side}")
            self.told.note(f"accept_for_{side}", proposal["id"])

    def _decide(self, client: Client, proposal: str, step: str) -> None:
        path, version = f"{proposal}/decisions", client.version(proposal)
        client.once("POST", path, lambda: _first(client.get(path), "step", step), json={"step": step}, headers=version)
        self._refused(client, "POST", path, 412, json={"step": step}, headers=version)

    def _withdraw(self) -> None:
        kept = self._placed[0]["placement"]
        live = self._by.hosting.items(f"{self._here}/proposals")
        lost = next(row["placement"] for row in live if row["placement"] != kept)
        path, hosting = f"{self._here}/placements", self._by.hosting

        def done() -> Any:
            return None if _first(hosting.items(path), "id", lost) else {}

        body, version = {"why": "the workshop burnt down"}, hosting.version(f"{path}/{lost}")
        hosting.once("POST", f"{path}/{lost}/withdraw", done, json=body, headers=version)
        self._refused(hosting, "POST", f"{path}/{lost}/withdraw", 404, 412, json=body, headers=version)
        self.told.note("withdraw placement", lost)

    def _export(self) -> None:
        for table in ("assignments", "learners", "placements"):
            self._by.coordinator.read(f"{self._here}/exports/{table}")
        self._gone = self._placed[-1]["learner"]
        self._by.school.get(f"{self._here}/learners/{self._gone}/export")

    def _erase(self) -> None:
        self._before_erasing(self.told.round_id)
        school, path = self._by.school, f"{self._here}/learners"

        def done() -> Any:
            return None if _first(school.items(path), "id", self._gone) else {}

        self._refused(self._by.hosting, "DELETE", f"{path}/{self._gone}", 403, 404)
        school.once("DELETE", f"{path}/{self._gone}", done)
        self.told.note("erase person", SOMEBODY)
        self.told.erased.append(self._gone)

    def _read_trail(self) -> None:
        trail = self._by.coordinator.items(f"{self._here}/events")
        if self._gone in str(trail):
            raise Unexpected(f"round {self.told.round_id}: the trail names who was erased")

    def _refused(self, client: Client, method: str, path: str, *statuses: int, **sent: Any) -> None:
        client.refused(method, path, *statuses, **sent)
        self.told.refused += 1


def named(files: Files, name: str) -> dict[str, bytes]:
    """Return the files of a round with another name."""
    lines = files["round.toml"].decode().splitlines()
    lines = [f'name = "{name}"' if line.startswith("name =") else line for line in lines]
    return {**files, "round.toml": "\n".join(lines).encode()}


def _first(rows: list[dict[str, Any]], column: str, value: object) -> Any:
    return next((row for row in rows if row[column] == value), None)
