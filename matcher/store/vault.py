"""Sealing what identifies a person: authenticated encryption with keys from the settings, newest first."""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from matcher.store.errors import KeysMissing


def new_key() -> str:
    """Return a fresh key to put first in the settings."""
    return Fernet.generate_key().decode()


class Vault:
    """Seals JSON values with the first key and opens them with any.

    Parameters
    ----------
    keys
        As `new_key` makes them. To rotate: put a new one first, `matcher db reseal`, then drop the old one.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None
        except ValueError as broken:
            raise KeysMissing("a key is 32 bytes in URL-safe base64: make one with `matcher db new-key`") from broken

    def seal(self, value: Any) -> bytes:
        return self.seal_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def unseal(self, sealed: bytes) -> Any:
        return json.loads(self.unseal_bytes(sealed))

    def seal_bytes(self, value: bytes) -> bytes:
        return self._with_keys().encrypt(value)

    def unseal_bytes(self, sealed: bytes) -> bytes:
        try:
            return self._with_keys().decrypt(sealed)
        except InvalidToken as broken:
            raise KeysMissing("sealed with a key that is not among the settings' keys, or damaged") from broken

    def reseal(self, sealed: bytes) -> bytes:
        """Return the same value under the newest key."""
        try:
            return self._with_keys().rotate(sealed)
        except InvalidToken as broken:
            raise KeysMissing("sealed with a key that is not among the settings' keys, or damaged") from broken

    def _with_keys(self) -> MultiFernet:
        if self._fernet is None:
            raise KeysMissing("personal data needs a key in the settings: make one with `matcher db new-key`")
        return self._fernet
