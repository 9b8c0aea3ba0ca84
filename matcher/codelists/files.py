"""Where the package's data files are: beside the code in a checkout, inside the package once installed."""

from pathlib import Path

_INSTALLED = Path(__file__).resolve().parent.parent / "_data"
_CHECKOUT = Path(__file__).resolve().parent.parent.parent / "data"


def data_folder(name: str) -> Path:
    """The folder `data/<name>` (codelists, lexicon, intervet)."""
    return (_INSTALLED if _INSTALLED.is_dir() else _CHECKOUT) / name
