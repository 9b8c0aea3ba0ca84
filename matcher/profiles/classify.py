"""Study title in any of the languages served → ISCED-F fields, best first, with calibrated confidence and evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from matcher.model import FieldGuess
from matcher.profiles import calibration
from matcher.profiles.evidence import both, of_match, one_of
from matcher.profiles.index import FamilyIndex, words_of
from matcher.profiles.lexicon import Lexicon, Term, load_lexicon
from matcher.profiles.national_codes import CODE_CONFIDENCE, of_code
from matcher.profiles.normalise import family, script, search_form
from matcher.profiles.search import FamilySearch, FieldMatch
from matcher.profiles.subwords import Subwords, subwords_of

_CYRILLIC_FAMILIES = frozenset({"hbs", "mk", "bg"})
# Families close enough to be read for one another, and what a match there is worth.
_NEIGHBOURS = {
    "hbs": (("sl", 0.9), ("mk", 0.9)),
    "mk": (("bg", 0.93), ("hbs", 0.93)),
    "bg": (("mk", 0.93), ("hbs", 0.9)),
    "sl": (("hbs", 0.9),),
    "es": (("pt", 0.9),),
    "pt": (("es", 0.9),),
}
_SISTER_LANGUAGE = 0.99  # sr, hr, bs, cnr serve one another
_OTHER_FAMILY = 0.93  # the title is not in the language it was said to be in
_ADDED_EXACT, _ADDED = 0.95, 0.8  # a term that a user added, from ESCO say, is the title or is like it
_ONLY_SLIPS = 0.75  # no word of the title is known in any language
_ENGLISH = 0.96  # English words stand in titles everywhere
_UNDERSTOOD_WELL = 0.72  # a score above which no other language is tried
_MOST_FAMILIES = 4
_MOST_GUESSES = 5
_LETTERS_ALONE = 0.1  # what letter groups must say for a field that no word speaks for
_WORTH_NAMING = 0.02
_BACK_OFF_BELOW = 0.5
_BACK_OFF_TO = 0.6
_SILENT_TASK = 0.35  # what a task that says nothing counts beside tasks that are sure
_TASK_END = re.compile(r"[,;\n\r•·]+|\.\s|\s[-–—]\s")
_COUNTRY_LANGUAGES = {
    "RS": ("sr",), "BA": ("bs", "hr", "sr"), "ME": ("cnr", "sr"), "HR": ("hr",), "MK": ("mk", "sq"),
    "XK": ("sq", "sr"), "AL": ("sq",), "SI": ("sl",), "BG": ("bg",), "IT": ("it", "de", "sl"), "SM": ("it",),
    "ES": ("es",), "FR": ("fr",), "BE": ("fr", "nl", "de"), "LU": ("fr", "de"), "CH": ("de", "fr", "it"),
    "DE": ("de",), "AT": ("de",), "LI": ("de",), "PL": ("pl",), "PT": ("pt",), "RO": ("ro",), "MD": ("ro",),
    "NL": ("nl",), "TR": ("tr",), "GR": ("el",), "EL": ("el",), "CY": ("el", "tr"), "GB": ("en",), "IE": ("en",),
    "MT": ("en",),
}  # fmt: skip


class TitleClassifier:
    """Reads titles with one lexicon. Its answers depend on the lexicon and the title alone.

    `on_disk` keeps what it learns of the lexicon in the user's cache folder, for the next start.
    """

    def __init__(self, lexicon: Lexicon, on_disk: bool = True) -> None:
        self._terms, self._added = _by_family(lexicon)
        self._on_disk = on_disk
        self._searches: dict[tuple[str, bool], FamilySearch] = {}
        self._models: dict[str, Subwords | None] = {}
        self.classify = lru_cache(maxsize=200_000)(self._classify)

    def _search(self, name: str, added: bool = False) -> FamilySearch:
        if (name, added) not in self._searches:
            terms = (self._added if added else self._terms)[name]
            words = [words_of(term.term, term.language, name) for term in terms]
            self._searches[name, added] = FamilySearch(FamilyIndex(name, terms, words))
        return self._searches[name, added]

    def _model(self, name: str) -> Subwords | None:
        if name not in self._models:
            self._models[name] = subwords_of(name, self._terms[name], self._on_disk)
        return self._models[name]

    def _classify(self, title: str, language: str | None, country: str | None) -> tuple[FieldGuess, ...]:
        by_words = _guesses(self.fields(title, language, country))
        by_code = of_code(title, language, country)
        return tuple(by_words) if by_code is None else _with_code(by_code, by_words)

    def fields(self, title: str, language: str | None = None, country: str | None = None) -> list[FieldMatch]:
        """The fields that may be meant, likeliest first, with the raw scores that confidence is made from."""
        found: dict[str, FieldMatch] = {}
        read: dict[str, float] = {}
        for names in self._rounds(title, language, country):
            for name, factor in names:
                _keep_best(found, self._search(name).search(title, _read_as(language, name)), factor, language)
                read.setdefault(name, factor)
            if _is_understood(found):
                break
        if not _is_explained(found):
            for name in [name for name in read if name in self._added]:
                matches = self._search(name, added=True).search(title, _read_as(language, name))
                for trust, kept in ((_ADDED_EXACT, True), (_ADDED, False)):
                    _keep_best(found, [match for match in matches if match.exact is kept], read[name] * trust, language)
        self._add_letters(found, title, language, tuple(read))
        return sorted(found.values(), key=lambda match: (-calibration.strength(match.words, match.letters), match.code))

    def _add_letters(self, found: dict[str, FieldMatch], title: str, language: str | None, read: Sequence[str]) -> None:
        """Adds what letter groups say, in the family that explains the title best."""
        best = max(found.values(), key=lambda match: (match.words, match.code), default=None)
        name = family(best.terms[0].language) if best else next(iter(read), None)
        model = self._model(name) if name in self._terms else None
        if model is None or name is None:
            return
        form = self._search(name).completed(title, _read_as(language, name))
        for code, value in model.scores(form).items():
            if code in found or value >= _LETTERS_ALONE:
                match = found[code] if code in found else self._search(name).likest(code, form)
                found[code] = replace(match, letters=value)

    def _rounds(self, title: str, language: str | None, country: str | None) -> Iterable[Sequence[tuple[str, float]]]:
        """Families to read the title in, likeliest first, each with what a match in it is worth."""
        own = family(language)
        local = [own] if own else [family(tag) for tag in _COUNTRY_LANGUAGES.get((country or "").upper(), ())]
        expected = [name for name in dict.fromkeys(local) if name in self._terms]
        if expected:
            near = [pair for name in expected for pair in _NEIGHBOURS.get(name or "", ())]
            first = {name: factor for name, factor in near if name in self._terms}
            first |= {name: 1.0 for name in expected if name}
            yield list(first.items())
            if any(self._search(name).is_generic(title, name) for name in expected if name):
                return
        others = [name for name in self._families_by_script(title) if name not in expected]
        shares = {name: self._search(name).known_share(title, name) for name in others}
        best = max(shares.values(), default=0.0)
        likely = sorted(
            (name for name in others if shares[name] >= max(0.3, best - 0.2)), key=lambda name: (-shares[name], name)
        )[:_MOST_FAMILIES]
        full = 1.0 if not expected else _OTHER_FAMILY
        if not likely and not expected:
            likely, full = others, _ONLY_SLIPS
        yield [(name, max(full, _ENGLISH) if name == "en" else full) for name in likely]

    def _families_by_script(self, title: str) -> list[str]:
        written = script(title)
        if written == "cyrillic":
            return [name for name in self._terms if name in _CYRILLIC_FAMILIES]
        return [name for name in self._terms if (name == "el") == (written == "greek")]


def _by_family(lexicon: Lexicon) -> tuple[dict[str, list[Term]], dict[str, list[Term]]]:
    """Our terms per family, and those that a user added to a family of ours.

    Added terms are many and their fields come from a crosswalk of occupations: they help where ours know too little,
    and do not decide what a word is worth.
    """
    ours: dict[str, list[Term]] = {}
    added: dict[str, list[Term]] = {}
    for term in lexicon.terms:
        (added if term.kind == "esco" else ours).setdefault(family(term.language) or "", []).append(term)
    alone = {name: terms for name, terms in added.items() if name not in ours}
    return ours | alone, {name: terms for name, terms in added.items() if name in ours}


def _keep_best(
    found: dict[str, FieldMatch], matches: Iterable[FieldMatch], factor: float, language: str | None
) -> None:
    """Keeps for each field the match with the best score, which is worth `factor` here."""
    for match in matches:
        words = match.words * factor * (_SISTER_LANGUAGE if _is_sister(match, language) else 1.0)
        if match.code not in found or words > found[match.code].words:
            found[match.code] = replace(match, words=words)


def _is_understood(found: dict[str, FieldMatch]) -> bool:
    return any(match.words >= _UNDERSTOOD_WELL for match in found.values())


def _is_explained(found: dict[str, FieldMatch]) -> bool:
    """Whether the best match leaves no telling word of the title open."""
    best = max(found.values(), key=lambda match: (match.words, match.code), default=None)
    return best is not None and best.words >= _UNDERSTOOD_WELL and not best.unexplained


def _read_as(language: str | None, name: str) -> str | None:
    """The language a title is read in by a family: its own if it is of that family."""
    return _primary(language) if family(language) == name else name


def _is_sister(match: FieldMatch, language: str | None) -> bool:
    """Whether the match rests on terms of another language of the family alone."""
    return bool(language) and all(term.language != _primary(language) for term in match.terms)


def _primary(language: str | None) -> str | None:
    """The language without script and region: "sr" of "sr-Cyrl-RS"."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0] if language else None


def _guesses(fields: Sequence[FieldMatch]) -> list[FieldGuess]:
    """Scores to probabilities: fields compete with one another and with "none of these"."""
    competing = competitors(fields)
    chances = calibration.chances([calibration.strength(field.words, field.letters) for field in competing])
    guesses = [
        FieldGuess(field.code, round(calibration.confidence(chance, field.code), 3), of_match(field))
        for field, chance in zip(competing, chances, strict=True)
        if chance >= _WORTH_NAMING
    ][:_MOST_GUESSES]
    if len(guesses) > 1 and guesses[0].confidence < _BACK_OFF_BELOW:
        guesses = _backed_off(guesses, dict(zip((field.code for field in competing), chances, strict=True)))
    return guesses


def competitors(fields: Sequence[FieldMatch]) -> list[FieldMatch]:
    """The fields that exclude one another: a wildcard does not compete with what makes it finer."""
    return [field for field in fields if not _is_refined(field, fields)]


def _is_refined(field: FieldMatch, fields: Sequence[FieldMatch]) -> bool:
    prefix = field.code.rstrip("0") if field.code.endswith("0") else ""
    return bool(prefix) and any(
        other.code != field.code and other.code.startswith(prefix) and other.words >= field.words for other in fields
    )


def _backed_off(guesses: list[FieldGuess], chances: dict[str, float]) -> list[FieldGuess]:
    """If no field is likely but one narrow (else broad) field holds the likely ones, that is the better answer."""
    first = guesses[0]
    for digits in (3, 2):
        prefix = first.code[:digits]
        inside = [code for code in chances if code.startswith(prefix)]
        wide_code = prefix.ljust(4, "0")
        together = calibration.confidence(sum(chances[code] for code in inside), wide_code)
        if together >= _BACK_OFF_TO and len(inside) > 1:
            named = sorted(inside)[:4]
            evidence = first.evidence if first.code == wide_code else one_of(named, first.evidence)
            wide = FieldGuess(wide_code, round(together, 3), evidence)
            return [wide, *(guess for guess in guesses if guess.code != wide.code)][:_MOST_GUESSES]
    return guesses


def _with_code(code: FieldGuess, by_words: Sequence[FieldGuess]) -> tuple[FieldGuess, ...]:
    """A code outweighs words, which may make it finer; an occupation's code gives way to words that are clearer."""
    if by_words and by_words[0].confidence > code.confidence and code.confidence < CODE_CONFIDENCE:
        return tuple(by_words)
    inside = [guess for guess in by_words if guess.code.startswith(code.code.rstrip("0") or "0")]
    if inside and code.code.endswith("0"):
        finer = inside[0]
        code = FieldGuess(finer.code, max(finer.confidence, code.confidence - 0.1), both(code.evidence, finer.evidence))
    rest = [guess for guess in by_words if guess.code != code.code]
    left = 1.0 - code.confidence
    return (code, *(guess._replace(confidence=round(min(guess.confidence, left), 3)) for guess in rest))


@cache
def default_classifier() -> TitleClassifier:
    """The classifier over `data/lexicon` and the terms the user added."""
    return TitleClassifier(load_lexicon())


def classify(title: str, language: str | None = None, country: str | None = None) -> list[FieldGuess]:
    """The study fields that a title may stand for, best first.

    Parameters
    ----------
    title
        A programme, sector, qualification or occupation, in any language and script served.
    language, country
        BCP 47 tag and ISO 3166-1 code (XK for Kosovo) where known; without them the best match decides.

    Returns
    -------
    At most five guesses. `confidence` is calibrated: of the first guesses at 0.8, four in five are right. An empty list
    or a low confidence means that a person should say what the title is.
    """
    return list(default_classifier().classify(title, language, country))


def classify_tasks(tasks: str, language: str | None = None, country: str | None = None) -> list[FieldGuess]:
    """The study fields that a text of tasks is about, best first.

    Tasks ("repair cars, change tyres; oil service") are read one by one, so that a single telling word among many does
    not decide; one that says nothing lowers the confidence a little.
    """
    parts = [part for part in _TASK_END.split(tasks) if search_form(part)]
    if len(parts) < 2:
        return classify(tasks, language, country)
    read = [(part.strip(), classify(part, language, country)) for part in parts]
    whole = sum(max(_SILENT_TASK, guesses[0].confidence if guesses else 0.0) for _, guesses in read)
    shares: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    for part, guesses in read:
        for guess in guesses:
            shares[guess.code] = shares.get(guess.code, 0.0) + guess.confidence / whole
            reasons.setdefault(guess.code, []).append(f"{part!r} {guess.evidence}")
    ranked = sorted(shares, key=lambda code: (-shares[code], code))[:_MOST_GUESSES]
    return [FieldGuess(code, round(min(1.0, shares[code]), 3), "; ".join(reasons[code][:3])) for code in ranked]


def classify_many(
    titles: Sequence[str],
    languages: Sequence[str | None] | None = None,
    countries: Sequence[str | None] | None = None,
) -> list[list[FieldGuess]]:
    """`classify` for many titles, each distinct one looked at once; the lists, if given, are as long as `titles`."""
    nothing: list[str | None] = [None] * len(titles)
    keys = list(zip(titles, languages or nothing, countries or nothing, strict=True))
    answers = {key: default_classifier().classify(*key) for key in dict.fromkeys(keys)}
    return [list(answers[key]) for key in keys]
