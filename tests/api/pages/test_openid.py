"""Signing in through an identity provider, and everything that it must not let in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi.testclient import TestClient
from httpx2 import Response

from api.errors import OpenIdRefused
from api.openid import SECONDS, Attempt, Provider
from api.pages.openid import ATTEMPT_COOKIE
from matcher.store.clock import new_id
from tests.api.provider import CLIENT, SECRET, IdentityProvider, providing
from tests.api.service import HERE, V1, Service, running
from tests.databases import NewDatabase

HTML = {"Accept": "text/html"}


@dataclass(frozen=True)
class Both:
    service: Service
    provider: IdentityProvider

    def browser(self) -> TestClient:
        return TestClient(self.service.app, HERE, headers=HTML, follow_redirects=False)

    def come_back(self, browser: TestClient, next: str = "/", **claims: Any) -> Response:
        """Leave for the provider, sign in there, and come back."""
        left = browser.get("/sign-in/openid", params={"next": next})
        assert left.headers["Location"].startswith(f"{self.provider.url}/authorize?")
        return browser.get("/sign-in/openid/back", params=self.provider.approve(left.headers["Location"], **claims))


@pytest.fixture(scope="module")
def both(new_sqlite: NewDatabase) -> Iterator[Both]:
    with (
        providing() as provider,
        running(new_sqlite(), openid_issuer=provider.url, openid_client=CLIENT, openid_secret=SECRET) as service,
    ):
        yield Both(service, provider)


@pytest.fixture
def email(both: Both) -> str:
    return both.service.person("school", password=new_id())[0]


def test_whom_the_provider_vouches_for_comes_in_where_they_wanted(both: Both, email: str) -> None:
    browser = both.browser()
    back = both.come_back(browser, "/rounds", sub=new_id(), email=email, email_verified=True)
    assert (back.status_code, back.headers["Location"]) == (303, "/rounds")
    assert browser.get(f"{V1}/me").status_code == 200


def test_later_the_subject_is_enough(both: Both, email: str) -> None:
    subject = new_id()
    both.come_back(both.browser(), sub=subject, email=email, email_verified=True)
    assert both.come_back(both.browser(), sub=subject).status_code == 303


@pytest.mark.parametrize("claims", [{}, {"email_verified": False}, {"email_verified": "true"}])
def test_an_address_that_was_not_verified_opens_nothing(both: Both, email: str, claims: dict[str, Any]) -> None:
    answer = both.come_back(both.browser(), sub=new_id(), email=email, **claims)
    assert answer.status_code == 401
    assert "ask your coordinator" in answer.text


@pytest.mark.parametrize(
    "claims", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"sub": None}]
)
def test_a_token_for_another_time_or_service_opens_nothing(both: Both, email: str, claims: dict[str, Any]) -> None:
    wrong = {"sub": new_id(), "email": email, "email_verified": True, **claims}
    assert both.come_back(both.browser(), **wrong).status_code == 401


def test_a_token_that_somebody_else_signed_opens_nothing(both: Both, email: str) -> None:
    both.provider.signing_key = ec.generate_private_key(ec.SECP256R1())
    answer = both.come_back(both.browser(), sub=new_id(), email=email, email_verified=True)
    both.provider.signing_key = None
    assert answer.status_code == 401


def test_an_answer_is_good_in_the_browser_that_asked_only(both: Both, email: str) -> None:
    asked, other = both.browser(), both.browser()
    way_out = asked.get("/sign-in/openid").headers["Location"]
    brought = both.provider.approve(way_out, sub=new_id(), email=email, email_verified=True)
    assert other.get("/sign-in/openid/back", params=brought).status_code == 401
    other.get("/sign-in/openid")
    assert other.get("/sign-in/openid/back", params=brought).status_code == 401
    assert asked.get("/sign-in/openid/back", params=brought).status_code == 303
    assert asked.get("/sign-in/openid/back", params=brought).status_code == 401


def test_an_attempt_ends_after_a_while(both: Both) -> None:
    old = Attempt("s", "n", "v", "/", began=0.0)
    browser = both.browser()
    browser.cookies.set(ATTEMPT_COOKIE, old.sealed(both.service.store.vault))
    answer = browser.get("/sign-in/openid/back", params={"state": "s", "code": "c"})
    assert answer.status_code == 401
    assert "too long" in answer.text
    assert SECONDS == 600


def test_the_sign_in_page_offers_it_only_where_it_is_set_up(both: Both, service: Service) -> None:
    assert "/sign-in/openid" in both.browser().get("/sign-in").text
    assert "/sign-in/openid" not in service.anybody.get("/sign-in").text
    assert service.anybody.get("/sign-in/openid", headers=HTML).status_code == 404


def test_a_provider_that_is_silent_is_said_to_be(new_sqlite: NewDatabase) -> None:
    with running(new_sqlite(), openid_issuer="http://127.0.0.1:9") as service:
        answer = service.anybody.get("/sign-in/openid", headers=HTML)
    assert answer.status_code == 401
    assert "does not answer" in answer.text


def test_a_provider_that_says_it_is_another_is_not_believed(both: Both) -> None:
    elsewhere = Provider(both.provider.url.replace("127.0.0.1", "localhost"), CLIENT, SECRET)
    with pytest.raises(OpenIdRefused, match="another"):
        elsewhere.way_out(Attempt.new("/"), f"{HERE}/sign-in/openid/back")
