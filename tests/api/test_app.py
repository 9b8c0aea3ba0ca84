"""What holds for every request, whatever it asks."""

from pathlib import Path

import pytest
from httpx2 import Response

from tests.api.service import V1, Service, running
from tests.databases import NewDatabase
from tests.matcher.store.cast import organisation


def test_health_needs_no_sign_in(service: Service) -> None:
    assert service.anybody.get("/healthz").json() == {"status": "ok"}
    assert service.anybody.get("/readyz").status_code == 200


def test_a_database_without_tables_is_not_ready(bare_url: str) -> None:
    with running(bare_url) as service:
        answer = service.anybody.get("/readyz")
    assert answer.status_code == 503
    assert "matcher db upgrade" in answer.json()["detail"]


def test_a_missing_table_is_said_without_a_traceback(bare_url: str) -> None:
    with running(bare_url) as service:
        answer = service.anybody.get(f"{V1}/rounds", headers={"Authorization": "Bearer mm_x_y"})
    assert answer.status_code == 503
    assert answer.json()["code"] == "database-unusable"


def test_every_answer_has_safe_headers(service: Service) -> None:
    for path in ("/healthz", f"{V1}/rounds", "/nowhere"):
        headers = service.anybody.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert headers["Cache-Control"] == "no-store"


def test_errors_are_problems(service: Service) -> None:
    answer = service.anybody.get("/nowhere")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"
    assert answer.json()["status"] == answer.status_code == 404


def test_nobody_gets_in_without_signing_in(service: Service) -> None:
    answer = service.anybody.get(f"{V1}/rounds")
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_other_sites_are_not_answered_by_default(service: Service) -> None:
    answer = service.anybody.get("/healthz", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_allowed_site_is_answered(tmp_path: Path) -> None:
    with running(f"sqlite:///{tmp_path / 'a.db'}", allowed_origins="https://school.example") as service:
        answer = service.anybody.get("/healthz", headers={"Origin": "https://school.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://school.example"


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with running(f"sqlite:///{tmp_path / 'a.db'}", body_limit=1_000) as service:
        said = service.anybody.post(f"{V1}/sign-in", content=b"x" * 1_001)
        unsaid = service.anybody.post(f"{V1}/sign-in", content=(b"x" * 600 for _ in range(2)))
    assert said.status_code == unsaid.status_code == 413
    assert said.json()["code"] == unsaid.json()["code"] == "body-too-large"


def test_who_asks_too_often_is_told_when_to_come_back(new_database: NewDatabase) -> None:
    with running(new_database(), requests_per_minute=2) as service:
        client = service.browser(organisation(service.store, "coordinator"))
        assert_too_many([client.get(f"{V1}/rounds") for _ in range(3)])


def test_who_guesses_passwords_is_told_when_to_come_back(new_database: NewDatabase) -> None:
    guess = {"email": "a@b", "password": "x"}
    with running(new_database(), sign_ins_per_minute=2) as service:
        assert_too_many([service.anybody.post(f"{V1}/sign-in", json=guess) for _ in range(3)])


def assert_too_many(answers: list[Response]) -> None:
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61


def test_metrics_count_by_route_and_name_nobody(service: Service) -> None:
    client = service.browser(organisation(service.store, "coordinator"))
    client.get(f"{V1}/rounds/secret-id")
    text = service.anybody.get("/metrics").text
    assert 'matcher_answers_total{method="GET",route="/rounds/{round_id}",status="404"}' in text
    assert "secret-id" not in text


def test_what_nobody_foresaw_is_answered_with_a_mark_to_quote(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    @service.app.get("/breaks")
    def breaks() -> None:
        raise ZeroDivisionError("a learner's name")

    client = service.browser(organisation(service.store, "coordinator"), raise_server_exceptions=False)
    answer = client.get("/breaks")
    assert answer.status_code == 500
    assert "name" not in answer.text
    assert answer.json()["params"]["mark"] in caplog.text


@pytest.mark.parametrize(
    ("sent", "column", "expected"),
    [
        (b'{"email": "ana@uniser.example", "password": ', "body", "JSON; at character"),
        (b'{"password": "correct horse battery"}', "body.email", "Field required"),
        (b'{"email": "ana@uniser.example", "password": {"correct": "horse"}}', "body.password", "string"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_without_the_passwords_in_it(
    service: Service, sent: bytes, column: str, expected: str
) -> None:
    answer = service.anybody.post(f"{V1}/sign-in", content=sent, headers={"Content-Type": "application/json"})
    (row,) = answer.json()["rows"]
    assert (answer.status_code, row["column"], row["value"]) == (422, column, "")
    assert expected in row["expected"]
    assert "horse" not in answer.text


def test_a_body_that_is_not_sent_as_json_is_met_with_how_to_send_it(service: Service) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = service.anybody.post(f"{V1}/sign-in", content=b"email=ana", headers=headers)
    (row,) = answer.json()["rows"]
    assert row["expected"] == "JSON, sent with Content-Type: application/json"
