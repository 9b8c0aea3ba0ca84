"""What each route of the access table is asked with, where its path alone does not say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.scene import Scene
from tests.rounds import ROUND_TOML, TABLES, csv_text


@dataclass(frozen=True)
class Asked:
    """A request: its JSON body or files, its headers, and what path variables stand for here instead of the usual."""

    json: Any = None
    files: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Callable[[Scene], Mapping[str, str]] = lambda _: {}
    body: Callable[[Scene], Any] | None = None  # a JSON body that needs to know the scene

    def options(self, scene: Scene) -> dict[str, Any]:
        json = self.body(scene) if self.body else self.json
        return {"json": json, "files": self.files, "headers": dict(self.headers)}


VERSION_1 = {"If-Match": '"1"'}

LEARNER = {"stay": "short", "sending_partner": "CCIS", "school": "TS Nis", "isced_f": "0714"}
PLACEMENT = {
    "host": "Electrónica Triana", "destination": "Seville", "places": 3,
    "window": {"first_day": "2026-09-28", "last_day": "2026-11-15"},
}  # fmt: skip
STAY = {"id": "short", "activity": "short-term", "first_day": "2027-03-01", "last_day": "2027-03-30"}
WHOLE_ROUND = [
    ("files", ("round.toml", ROUND_TOML.encode())),
    *(("files", (f"{name}.csv", csv_text(rows).encode())) for name, rows in TABLES.items()),
]
IN_ROUND = "/api/v1/rounds/{round_id}"

ASKED: Mapping[str, Asked] = {
    "POST /api/v1/sign-in": Asked({"email": "nobody@example.org", "password": "x"}),
    "PUT /api/v1/me/organisation": Asked(body=lambda scene: {"organisation": scene.params["organisation_id"]}),
    "PUT /api/v1/me/password": Asked({"old": "x", "new": "correct horse battery"}),
    "POST /api/v1/keys": Asked({"name": "nightly", "scopes": ["read"], "days": 1}),
    "POST /api/v1/organisations": Asked({"name": "New", "roles": ["school"]}),
    "POST /api/v1/organisations/{organisation_id}/invitations": Asked({"email": "b@example.org", "role": "school"}),
    "POST /api/v1/invitations/accept": Asked({"code": "gAAAA", "password": "correct horse battery"}),
    "POST /api/v1/rounds": Asked({"name": "New", "stays": [STAY]}),
    "POST /api/v1/rounds/imports": Asked(files=WHOLE_ROUND),
    f"POST {IN_ROUND}/imports": Asked(files=[("files", ("learners.csv", b"id,stay,school\nnew,short,TS Nis\n"))]),
    f"PATCH {IN_ROUND}": Asked({"name": "Spring"}, headers={"If-Match": '"2"'}),  # it was published
    f"POST {IN_ROUND}/reopen": Asked({"why": "closed too early"}),
    f"PUT {IN_ROUND}/stays/{{stay}}": Asked(
        {"activity": "short-term", "first_day": "2027-01-01", "last_day": "2027-01-31"},
        params=lambda _: {"stay": "new"},
    ),
    f"PUT {IN_ROUND}/destinations/{{destination}}": Asked(
        {"beds": 3, "country": "ES"}, params=lambda _: {"destination": "Granada"}
    ),
    f"PUT {IN_ROUND}/groups/{{group}}": Asked({"stay": "short"}, params=lambda _: {"group": "new"}),
    f"PUT {IN_ROUND}/sending-partners/{{sending_partner}}": Asked(
        {"name": "New"}, params=lambda _: {"sending_partner": "NEW"}
    ),
    f"POST {IN_ROUND}/learners": Asked({"id": "new", **LEARNER}),
    f"PUT {IN_ROUND}/learners/{{learner}}": Asked(LEARNER, headers=VERSION_1),
    f"PUT {IN_ROUND}/learners/{{learner}}/identity": Asked(
        {"given_name": "New", "family_name": "Name"}, headers=VERSION_1
    ),
    f"POST {IN_ROUND}/preview": Asked(LEARNER),
    f"POST {IN_ROUND}/notices": Asked({"audience": ["school"], "title": "Departure", "text": "At six."}),
    f"PUT {IN_ROUND}/reserves": Asked({"ranks": {"L1": 1}}),
    f"POST {IN_ROUND}/flow-plan": Asked({"sending_partner": "CCIS", "destination": "Seville", "stay": "long"}),
    "PATCH /api/v1/flow-cells/{cell_id}": Asked({"offered": 3}, headers=VERSION_1),
    "POST /api/v1/flow-cells/{cell_id}/agree": Asked(headers=VERSION_1),
    "POST /api/v1/flow-cells/{cell_id}/budget-lines": Asked(
        {"label": "room", "amount_cents": 2_500, "currency": "EUR", "per": "person_day"}
    ),
    f"POST {IN_ROUND}/requests": Asked({"destination": "Seville", "existing": ["P1"]}),
    f"POST {IN_ROUND}/worth": Asked({"placement": "P1"}),
    "POST /api/v1/requests/{request_id}/settle": Asked({"verdict": "declined"}, headers=VERSION_1),
    "POST /api/v1/proposals/{proposal_id}/decisions": Asked(
        {"step": "withdraw", "reason_code": "illness"}, headers={"If-Match": '"4"'}
    ),
    "POST /api/v1/proposals/{proposal_id}/objections": Asked({"reason_code": "tasks"}),
    "POST /api/v1/objections/{objection_id}/review": Asked({"verdict": "rejected", "why": "it is the same trade"}),
    f"POST {IN_ROUND}/placements": Asked({"id": "new", **PLACEMENT}),
    f"PUT {IN_ROUND}/placements/{{placement}}": Asked(PLACEMENT, headers=VERSION_1),
    f"POST {IN_ROUND}/placements/{{placement}}/withdraw": Asked({"why": "closed"}, headers=VERSION_1),
    f"POST {IN_ROUND}/pins": Asked({"kind": "ban", "learner": "L1", "placement": "P3", "reason": "asked for"}),
    f"POST {IN_ROUND}/pins/{{pin_id}}/lift": Asked({"why": "not needed"}),
    f"POST {IN_ROUND}/rules": Asked({"rules": {"study_field_floor": 0.5}}, headers=VERSION_1),
    f"PUT {IN_ROUND}/retention": Asked({"keep_until": "2099-06-30"}),
    f"POST {IN_ROUND}/titles": Asked({"title": "Autoelektričar", "isced_f": "0716"}),
    f"GET {IN_ROUND}/exports/{{table}}": Asked(params=lambda _: {"table": "learners"}),
    f"PUT {IN_ROUND}/links/{{party}}/{{party_id}}": Asked(
        {"organisation": None}, params=lambda scene: {"party": "school", "party_id": scene.params["school_id"]}
    ),
    f"PUT {IN_ROUND}/links/{{party}}/{{party_id}}/name": Asked(
        {"name": "Technical School", "was": "TS Nis"},
        params=lambda scene: {"party": "school", "party_id": scene.params["school_id"]},
    ),
}
"""By method and path as OpenAPI has them. A change names the version that the thing has in the scene."""
