"""A small identity provider on loopback: what it says it signs, and it holds whoever asks to the rules."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI, Form, HTTPException, Request

CLIENT, SECRET = "mobility-matcher", "between us"


@dataclass
class IdentityProvider:
    """Its key, its codes, and what its tokens claim."""

    url: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    signing_key: ec.EllipticCurvePrivateKey | None = None  # another than the one published

    def approve(self, way_out: str, **claims: Any) -> dict[str, str]:
        """Somebody signs in at the provider; return what their browser brings back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(way_out).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        self.claims = claims
        return {"code": code, "state": query["state"]}

    def token(self, code: str, verifier: str) -> str:
        asked = self.asked.pop(code)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if digest != asked["code_challenge"]:
            raise HTTPException(400, "invalid_grant")
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        return jwt.encode(claims | self.claims, self.signing_key or self.key, "ES256", headers={"kid": "k1"})


def app_of(provider: IdentityProvider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def about() -> dict[str, str]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": provider.url, **{name: f"{provider.url}/{path}" for name, path in paths.items()}}

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        public = jwt.algorithms.ECAlgorithm.to_jwk(provider.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "ES256"}]}

    @app.post("/token")
    def token(request: Request, code: str = Form(), code_verifier: str = Form()) -> dict[str, str]:
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers["Authorization"] != f"Basic {expected}":
            raise HTTPException(401, "invalid_client")
        return {"id_token": provider.token(code, code_verifier), "token_type": "Bearer", "access_token": "unused"}

    return app


@contextmanager
def providing() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        provider.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app_of(provider), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield provider
        server.should_exit = True
        thread.join(20)
