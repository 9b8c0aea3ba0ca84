"""Signing in through an identity provider: OpenID Connect's code flow with PKCE (RFC 7636), state and nonce."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
import jwt

from api.errors import OpenIdRefused
from matcher.store.errors import KeysMissing
from matcher.store.vault import Vault

SECONDS = 600  # between leaving for the provider and coming back
TIMEOUT_SECONDS = 10.0
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # signatures that the provider alone can make


@dataclass(frozen=True, slots=True)
class Attempt:
    """What only this browser and we know of an attempt to sign in; kept sealed in its cookie meanwhile."""

    state: str
    nonce: str
    verifier: str
    next: str
    began: float

    @classmethod
    def new(cls, next: str) -> "Attempt":
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, next, time.time())

    def sealed(self, vault: Vault) -> str:
        return vault.seal(asdict(self)).decode()

    @classmethod
    def unsealed(cls, text: str, vault: Vault) -> "Attempt":
        """Open what `sealed` made.

        Raises
        ------
        OpenIdRefused
            If it is something else, or too old.
        """
        try:
            attempt = cls(**vault.unseal(text.encode()))
        except (KeysMissing, TypeError) as foreign:
            raise OpenIdRefused("this sign-in was not begun here: begin again") from foreign
        if time.time() - attempt.began > SECONDS:
            raise OpenIdRefused("this sign-in took too long: begin again")
        return attempt


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for; `email` only if it has verified it."""

    issuer: str
    subject: str
    email: str | None


class Provider:
    """An identity provider, by what it publishes about itself (OpenID Connect Discovery 1.0)."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id, self._client_secret = client_id, client_secret
        self._about: dict[str, Any] = {}

    def way_out(self, attempt: Attempt, back: str) -> str:
        """Return where the browser is sent; the provider sends it to `back`."""
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._said('authorization_endpoint')}?{urlencode(asked)}"

    def vouched(self, attempt: Attempt, state: str, code: str, back: str) -> Vouched:
        """Return whom the provider vouches for.

        Raises
        ------
        OpenIdRefused
            If the answer belongs to another attempt, or its token is not the provider's, not for us, or outdated.
        """
        if not secrets.compare_digest(attempt.state.encode(), state.encode()):
            raise OpenIdRefused("this answer belongs to another sign-in: begin again")
        claims = self._claims(self._token(code, attempt, back))
        if not secrets.compare_digest(attempt.nonce.encode(), str(claims.get("nonce", "")).encode()):
            raise OpenIdRefused("this answer belongs to another sign-in: begin again")
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Vouched(claims["iss"], claims["sub"], email)

    def _token(self, code: str, attempt: Attempt, back: str) -> str:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        credentials = (self._client_id, self._client_secret)
        try:
            answer = httpx2.post(self._said("token_endpoint"), data=sent, auth=credentials, timeout=TIMEOUT_SECONDS)
            return str(answer.raise_for_status().json()["id_token"])
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as failed:
            raise OpenIdRefused("the identity provider does not confirm this sign-in: begin again") from failed

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            key = jwt.PyJWKClient(self._said("jwks_uri"), timeout=int(TIMEOUT_SECONDS)).get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._client_id,
                issuer=self._said("issuer"),
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as untrue:
            raise OpenIdRefused("the identity provider's answer cannot be trusted: begin again") from untrue
        return claims

    def _said(self, name: str) -> str:
        """What the provider says about itself; asked once, and believed if it says that it is the one asked."""
        if name not in self._about:
            try:
                answer = httpx2.get(f"{self._issuer}/.well-known/openid-configuration", timeout=TIMEOUT_SECONDS)
                about = answer.raise_for_status().json()
                if str(about["issuer"]).rstrip("/") != self._issuer:  # OpenID Connect Discovery 1.0, section 4.3
                    raise OpenIdRefused("the identity provider says that it is another: tell whoever runs the service")
                self._about = about
                return str(self._about[name])
            except (httpx2.HTTPError, KeyError, TypeError, ValueError) as silent:
                raise OpenIdRefused(
                    "the identity provider does not answer: sign in with a password, or later"
                ) from silent
        return str(self._about[name])
