"""Folds names for look-up, so that case, diacritics, script and punctuation do not matter."""

import re
import unicodedata
from functools import lru_cache

# One table for look-up keys only: it makes Cyrillic and undiacritised Latin spellings of one name meet.
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "ѓ": "g", "е": "e", "ё": "e", "ж": "z", "з": "z",
        "ѕ": "dz", "и": "i", "й": "j", "ј": "j", "к": "k", "ќ": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj",
        "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c",
        "џ": "dz", "ш": "s", "щ": "st", "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "ы": "y", "э": "e", "і": "i", "ї": "i",
        "є": "e", "ґ": "g",
        "đ": "dj", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h", "ŀ": "l",
    }
)  # fmt: skip
_NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Words in lower-case plain letters, one space between them: `"Gjuhë-Shqipe (AL)"` -> `"gjuhe shqipe al"`.

    Cyrillic becomes Latin, "đ" becomes "dj", Greek only loses its accents. For comparing, never for storing.
    """
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_LATIN)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(sign))
    return _NOT_A_WORD.sub(" ", plain.casefold().translate(_LATIN)).strip()


def foldings(text: str) -> tuple[str, ...]:
    """`fold(text)`, and with "d" for "đ" where the text has one: people write "madjarski" and "madarski"."""
    both = (fold(text), fold(re.sub("[đђ]", "d", text.casefold())))
    return tuple(dict.fromkeys(both))
