"""Bytes -> text: Unicode where it is Unicode, else the code page whose letters make sense in the field's languages."""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import NamedTuple

ALPHABETS = {
    "cp1250": ("čćžšđ", "ąćęłńóśźż", "áéíóúýčďěňřšťůž", "áéíóöőúüű", "ăâîşţ", "äöüß", "ëç"),
    "cp1252": ("àâæçèéêëîïôœùûüÿ", "àèéìíîòóùú", "áéíóúüñªº", "áàâãçéêíóôõú", "äöüß", "ëç"),
    "iso-8859-2": ("čćžšđ", "ąćęłńóśźż", "áéíóúýčďěňřšťůž"),
    "cp1251": ("абвгдђежзијклљмнњопрстћуфхцчџш", "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ", "абвгдежзийклмнопрстуфхцчшщъьюя"),
}  # fmt: skip
ENOUGH = 0.8  # share of letters that one language must explain; below it nobody would read the text
CONTROL_SHARE = 0.05  # of the first bytes; text has next to none, pictures and programs have more
FEW_CONTROLS = 4
_SAMPLE_BYTES = 4_000_000
_CONTROLS = bytes(sorted({*range(32)} - {9, 10, 13}))
_PUNCTUATION = set("„“”‘’‚–—…€°§«»•©®™№ªº¿¡\u00a0")
# Where French and Italian have a grave accent: at a word's end (università), or before e or es (élève, première).
_WESTERN_GRAVE = re.compile(r"[àèìòù](?:\b|[bcdfglmnrstv]{1,2}r?es?\b)")
_GRAVE = re.compile(r"[àèìòù]")


class Decoded(NamedTuple):
    """A text, and the code page that had to be assumed for it (None: it says itself what it is)."""

    text: str
    assumed: str | None


def decode(raw: bytes) -> Decoded | None:
    """The text in `raw`, or None where there is none."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded(raw, "utf-16")
    if unmarked := _unmarked_utf16(raw[:1000]):
        return _decoded(raw, unmarked, unmarked)
    sample = raw[:_SAMPLE_BYTES]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > max(FEW_CONTROLS, CONTROL_SHARE * len(sample)):
        return None
    return _decoded(raw.removeprefix(BOM_UTF8), "utf-8") or _legacy(raw)


def _decoded(raw: bytes, encoding: str, assumed: str | None = None) -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding), assumed)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without its mark shows in every other byte being NUL."""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high and high.count(0) > 0.6 * len(high) and sample.count(0) <= len(high):
            return encoding
    return None


def _legacy(raw: bytes) -> Decoded | None:
    candidates = [found for page in ALPHABETS if (found := _decoded(raw, page, page))]
    scored = [(_plausibility(found), found) for found in candidates]
    best = max((score for score, _ in scored), default=0.0)
    if best < ENOUGH:
        return None
    tied = [found for score, found in scored if score == best]
    western = [found for found in tied if found.assumed == "cp1252" and _graves_are_western(found.text)]
    return (western or tied)[0]


def _plausibility(found: Decoded) -> float:
    """Share of the non-ASCII signs that belong to one language's alphabet, the best language counting."""
    page = str(found.assumed)
    text = found.text[:_SAMPLE_BYTES]
    signs = re.findall(r"[^\x00-\x7f]", _without_mixed_words(text) if page == "cp1251" else text)
    counted = [sign for sign in signs if sign not in _PUNCTUATION]
    if not counted:
        return ENOUGH
    return max(_share(counted, frozenset(alphabet)) for alphabet in ALPHABETS[page])


def _share(signs: list[str], alphabet: frozenset[str]) -> float:
    known = {sign: sign.lower() in alphabet for sign in set(signs)}
    return sum(known[sign] for sign in signs) / len(signs)


def _without_mixed_words(text: str) -> str:
    """Cyrillic letters inside Latin words are a misreading; U+FFFD takes their place."""
    return re.sub(r"(?<=[a-zA-Z])[^\x00-\x7f]+|[^\x00-\x7f]+(?=[a-zA-Z])", "\ufffd", text)


def _graves_are_western(text: str) -> bool:
    lowered = unicodedata.normalize("NFC", text.lower())
    return 2 * len(_WESTERN_GRAVE.findall(lowered)) >= len(_GRAVE.findall(lowered))
