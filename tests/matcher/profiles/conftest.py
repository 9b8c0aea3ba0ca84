from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.profiles.lexicon import ADDED_TERMS_VARIABLE
from matcher.profiles.store import CACHE_VARIABLE


@pytest.fixture(autouse=True, scope="session")
def only_our_own_terms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nobody's added terms and nobody's cache decide over a test."""
    folder = tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ADDED_TERMS_VARIABLE, str(folder / "terms"))
        patch.setenv(CACHE_VARIABLE, str(folder / "cache"))
        yield folder
