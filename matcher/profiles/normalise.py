"""Titles brought to the form in which they are compared: one script, no case, no diacritics, no punctuation.

Nothing here is for storage: a folded title has lost what tells "šiška" from "siska".
"""

import re
import unicodedata
from functools import cache, lru_cache

# Romanisation tables, one per language: the same letter is another sound elsewhere (щ, ъ, х, ц; ђ and ѓ).
_COMMON = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "ž", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c",
    "ч": "č", "ш": "š", "ј": "j", "љ": "lj", "њ": "nj", "џ": "dž", "ѐ": "e", "ѝ": "i",
}  # fmt: skip
_SERBIAN = _COMMON | {"ђ": "đ", "ћ": "ć"}
_MONTENEGRIN = _SERBIAN | {"с́": "ś", "з́": "ź"}
_MACEDONIAN = _COMMON | {"ѓ": "gj", "ќ": "kj", "ѕ": "dz"}
# Bulgaria's Transliteration Act of 2009.
_BULGARIAN = _COMMON | {
    "ж": "zh", "й": "y", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya",
}  # fmt: skip
# ELOT 743 letter by letter (after the accents are gone), with its digraphs.
_GREEK = {
    "ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γξ": "nx", "γχ": "nch", "μπ": "b",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_TABLES = {
    "sr": _SERBIAN, "bs": _SERBIAN, "hr": _SERBIAN, "cnr": _MONTENEGRIN, "mk": _MACEDONIAN, "bg": _BULGARIAN,
    "el": _GREEK,
}  # fmt: skip
# A letter the language's own table lacks (a Bulgarian word in a Serbian form) is still read.
_ANY_CYRILLIC = _BULGARIAN | {
    "ж": "ž", "ц": "c", "ч": "č", "ш": "š", "й": "j", "ђ": "đ", "ћ": "ć", "ѓ": "gj", "ќ": "kj", "ѕ": "dz",
    "і": "i", "ї": "ji", "є": "je", "ґ": "g", "ы": "y", "э": "e", "ё": "jo",
}  # fmt: skip

FAMILY = {"sr": "hbs", "bs": "hbs", "hr": "hbs", "cnr": "hbs", "sh": "hbs", "hbs": "hbs"}
"""Languages whose lexicons serve one another word for word; every other language is its own family."""

_CYRILLIC_ONLY = re.compile(r"[\u0400-\u04ff]")
_GREEK_ONLY = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")

# Letters that look the same, lower and upper case, in Latin / Cyrillic / Greek.
_LATIN_TO_CYRILLIC = dict(zip("aeocpxyijskmtABEKMHOPCTXSJIY", "аеосрхуіјѕкмтАВЕКМНОРСТХЅЈІУ", strict=True))
_CYRILLIC_TO_LATIN = {cyrillic: latin for latin, cyrillic in _LATIN_TO_CYRILLIC.items()}
_LATIN_TO_GREEK = dict(zip("oivABEZHIKMNOPTYX", "οινΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True))
_GREEK_TO_LATIN = {greek: latin for latin, greek in _LATIN_TO_GREEK.items()}

# Letters that no decomposition takes apart.
_FOLD = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "þ": "th", "ß": "ss", "ŀ": "l"}
)
_WORD = re.compile(r"[^\W_]+(?:[+#](?![^\W_])[+]?)?")


def script(text: str) -> str:
    """The script most letters are in: "latin", "cyrillic" or "greek"."""
    cyrillic = len(_CYRILLIC_ONLY.findall(text))
    greek = len(_GREEK_ONLY.findall(text))
    latin = sum(letter.isalpha() for letter in text) - cyrillic - greek
    return max((latin, "latin"), (cyrillic, "cyrillic"), (greek, "greek"), key=lambda pair: pair[0])[1]


def family(language: str | None) -> str | None:
    """The family a language tag belongs to ("sr-Cyrl" → "hbs", "de-AT" → "de"); None for none."""
    if not language:
        return None
    primary = re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]
    return FAMILY.get(primary, primary) or None


def transliterate(text: str, language: str | None = None) -> str:
    """`text` in Latin letters by the language's own table; text in Latin letters comes back as it is.

    Lower case comes back for what was transliterated: the result is for comparing. Unknown or other languages are read
    letter by letter with what is common to Cyrillic alphabets.
    """
    if text.isascii():
        return text
    if _GREEK_ONLY.search(text):
        text = _apply(_without_accents(text.lower(), _GREEK_ONLY), "el")
    if _CYRILLIC_ONLY.search(text):
        primary = re.split(r"[-_]", (language or "").lower(), maxsplit=1)[0]
        table = {"hbs": "cnr", "sh": "cnr"}.get(primary, primary)
        text = _apply(unicodedata.normalize("NFC", text.lower()), table if table in _TABLES else "")
    return text


def _apply(text: str, table: str) -> str:
    letters = _TABLES.get(table, _ANY_CYRILLIC)
    found = _pattern(table).sub(lambda hit: letters[hit.group()], text)
    if table and table != "el":
        found = _pattern("").sub(lambda hit: _ANY_CYRILLIC[hit.group()], found)
    return found


@cache
def _pattern(table: str) -> re.Pattern[str]:
    letters = _TABLES.get(table, _ANY_CYRILLIC)
    return re.compile("|".join(map(re.escape, sorted(letters, key=lambda key: (-len(key), key)))))


def _without_accents(text: str, only: re.Pattern[str] | None = None) -> str:
    """Combining marks removed; with `only`, from the letters of that script alone."""
    kept: list[str] = []
    base_counts = True
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            if base_counts:
                continue
        else:
            base_counts = only is None or bool(only.match(letter))
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def one_script(text: str) -> str:
    """Each word in one script: letters of another that only look right ("Tехничар" with a Latin T) are replaced.

    A word goes to the script of its letters that cannot be mistaken; if there are none, to the script of the text.
    """
    if text.isascii():
        return text
    usual = script(text)
    return re.sub(r"[^\W\d_]+", lambda word: _word_in_one_script(word.group(), usual), text)


def _word_in_one_script(word: str, usual: str) -> str:
    has_cyrillic, has_greek = bool(_CYRILLIC_ONLY.search(word)), bool(_GREEK_ONLY.search(word))
    has_latin = bool(re.search(r"[A-Za-z]", word))
    if has_cyrillic + has_greek + has_latin < 2 or (has_cyrillic and has_greek):
        return word
    to_other, to_latin = (
        (_LATIN_TO_CYRILLIC, _CYRILLIC_TO_LATIN) if has_cyrillic else (_LATIN_TO_GREEK, _GREEK_TO_LATIN)
    )
    sure_latin = any(letter.isascii() and letter not in to_other for letter in word)
    sure_other = any(not letter.isascii() and letter not in to_latin for letter in word)
    if sure_latin and sure_other:
        return word
    to_latin_wins = sure_latin or (not sure_other and usual == "latin")
    table = to_latin if to_latin_wins else to_other
    return "".join(table.get(letter, letter) for letter in word)


def title_key(title: str) -> str:
    """What two spellings of one title share, for remembering a person's answer: script and diacritics are kept."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", title).casefold()).split())


# Spellings that vary within a family; applied to text and lexicon alike, so that they only have to agree.
_VARIANTS: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    name: tuple((re.compile(pattern), replacement) for pattern, replacement in rules)
    for name, rules in {
        "hbs": (
            (r"dj+", "d"),  # "dj" typed for "đ", and odjevni/odevni
            (r"ije(?=[a-z])", "e"),  # jat: lijek/lek
            (r"(?<=[bcdfghklmnpqrstvz])je(?=[a-z])", "e"),  # jat: mjera/mera
            (r"kemi[j]?", "hemij"),
            (r"hemi(?!j)", "hemij"),
            (r"(?<=u)h(?=[aeiou])", "v"),  # kuhar/kuvar, suhe/suve
            (r"\bkirur", "hirur"),
            (r"europ", "evrop"),
            (r"opc(?=[aeiu])", "opst"),
        ),
        "mk": ((r"zh", "z"), (r"ch", "c"), (r"sh", "s"), (r"gj", "g"), (r"kj", "k"), (r"y", "j")),
        "bg": ((r"zh", "z"), (r"ch", "c"), (r"sh", "s"), (r"ts", "c"), (r"y", "j"), (r"ija\b", "ia"), (r"ij", "i")),
        "de": ((r"ae", "a"), (r"oe", "o"), (r"ue", "u")),
        "el": (
            (r"mp", "b"),
            (r"nt", "d"),
            (r"ph", "f"),
            (r"ou|oy", "u"),
            (r"ei|oi|y", "i"),
            (r"ai", "e"),
            (r"[ckg]h", "h"),
        ),
        "pt": ((r"ph", "f"),),
    }.items()
}  # fmt: skip


@lru_cache(maxsize=200_000)
def search_form(text: str, language: str | None = None) -> str:
    """`text` as it is searched: Latin letters, lower case, no diacritics, single spaces, variants of a family joined.

    "Електротехничар рачунара", "Elektrotehnicar racunara" and "ELEKTROTEHNIČAR RAČUNARA" are one and the same.
    """
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = transliterate(one_script(text), language)
        text = _without_accents(text.casefold().translate(_FOLD)).translate(_FOLD)
    text = " ".join(_WORD.findall(text.casefold()))
    for pattern, replacement in _VARIANTS.get(family(language) or "", ()):
        text = pattern.sub(replacement, text)
    return text
