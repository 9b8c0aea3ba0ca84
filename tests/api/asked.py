"""What each route of the access table is asked with, where its path alone does not say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.scene import Scene


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


ASKED: Mapping[str, Asked] = {
    "POST /api/v1/sign-in": Asked({"email": "nobody@example.org", "password": "x"}),
    "PUT /api/v1/me/organisation": Asked(body=lambda scene: {"organisation": scene.params["organisation_id"]}),
    "POST /api/v1/keys": Asked({"name": "nightly", "scopes": ["read"], "days": 1}),
    "POST /api/v1/rounds/{round_id}/runs": Asked({"time_limit_seconds": 5}),
    "PATCH /api/v1/rounds/{round_id}": Asked({"name": "Spring"}, headers={"If-Match": '"2"'}),  # it was published
}
"""By method and path as OpenAPI has them. A change names the version that the thing has in the scene."""
