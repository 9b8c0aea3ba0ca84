"""Which lexicon entries a title may be: candidates by shared words, scored by what the two have in common."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from matcher.profiles.index import (
    FUNCTION_WORDS,
    GENERIC_WEIGHT,
    MANY_PLACES,
    SAME_STEM,
    UNKNOWN_WEIGHT,
    FamilyIndex,
)
from matcher.profiles.lexicon import Term
from matcher.profiles.normalise import search_form
from matcher.profiles.stems import stem
from matcher.profiles.title_parts import cut_words, is_class_mark, weighed_parts

_MOST_CANDIDATES = 40
_EXACT_BONUS = 0.08
_AGREES = 0.6  # what a word counts that only points to the same narrow field
_WHOLE = 0.85  # of a term that must be in the title for it to speak together with others
_SHORTEST_CUT = 4  # letters from which a cut word is guessed at; of shorter ones only generic words ("teh.") are known


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word of a title: the stems it may stand for with their likeness, and how much it counts."""

    form: str
    stems: tuple[tuple[str, float], ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Match:
    """A term, and how well the title and it cover one another: `score` in [0, 1]."""

    term: Term
    score: float
    exact: bool
    covered: float  # share of the term's words, by weight, that the title has
    understood: tuple[tuple[int, float], ...]  # positions of the title's words that it rests on, with their likeness


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A field and the terms that speak for it: `words` in [0, 1] by their words, `letters` by groups of letters."""

    code: str
    words: float
    letters: float
    exact: bool
    terms: tuple[Term, ...]
    understood: tuple[str, ...]  # words of the title, in search form, that the match rests on
    unexplained: tuple[str, ...]  # telling words of the title that no term accounts for


class FamilySearch:
    """Search over one family's index; remembers what unknown words may stand for."""

    def __init__(self, index: FamilyIndex) -> None:
        self.index = index
        self._stems = lru_cache(maxsize=100_000)(self._stems_of)
        self._terms_of: dict[str, dict[str, Term]] = {}
        for term, words in zip(index.terms, index.words, strict=True):
            self._terms_of.setdefault(term.isced_f, {}).setdefault(" ".join(words.forms), term)

    def known_share(self, title: str, language: str | None) -> float:
        """The share of the title's words (by letters) that the family's lexicon has."""
        forms = search_form(title, language).split()
        letters = sum(map(len, forms))
        known = sum(
            len(form)
            for form in forms
            if form in self.index.stem_of_form or stem(form, self.index.family) in self.index.postings
        )
        return known / letters if letters else 0.0

    def title_words(self, title: str, language: str | None) -> list[TitleWord]:
        words: list[TitleWord] = []
        for part, factor in weighed_parts(title, language):
            cut = cut_words(part, language)
            words.extend(self._section_words(search_form(part, language).split(), cut, factor))
        return words

    def completed(self, title: str, language: str | None) -> str:
        """The title in search form, cut words completed: "stomat. sestra" is "stomatolog sestra"."""
        cut = cut_words(title, language)
        vocabulary = self.index.vocabulary
        return " ".join(
            next((word for word, _ in vocabulary.completions(form)), form)
            if form in cut and len(form) >= _SHORTEST_CUT
            else form
            for form in search_form(title, language).split()
        )

    def is_generic(self, title: str, language: str | None) -> bool:
        """Whether the title has words, and all of them are generic here: "technik" says nothing in Polish."""
        words = self.title_words(title, language)
        return bool(words) and all(word.weight <= GENERIC_WEIGHT for word in words)

    def _section_words(self, forms: list[str], cut: frozenset[str], factor: float) -> list[TitleWord]:
        matches = [self._stems(form, form in cut) for form in forms]
        generic = self._in_generic_phrase([found[0][0] if found else "" for found in matches])
        words = []
        for form, found, is_generic in zip(forms, matches, generic, strict=True):
            if is_generic or form in FUNCTION_WORDS or form.isdigit():
                weight = GENERIC_WEIGHT
            elif found:
                weights = [self.index.weight[s] for s, _ in found]
                # "тех." is cut from a generic word if it may be: nobody cuts the word that decides so short.
                weight = min(weights) if form in cut and min(weights) <= GENERIC_WEIGHT else max(weights)
            else:
                weight = GENERIC_WEIGHT if is_class_mark(form) else UNKNOWN_WEIGHT
            words.append(TitleWord(form, found, weight * factor))
        return words

    def _in_generic_phrase(self, stems: list[str]) -> list[bool]:
        inside = [False] * len(stems)
        for length in range(2, self.index.longest_phrase + 1):
            for start in range(len(stems) - length + 1):
                if tuple(stems[start : start + length]) in self.index.generic_phrases:
                    inside[start : start + length] = [True] * length
        return inside

    def _stems_of(self, form: str, is_cut: bool) -> tuple[tuple[str, float], ...]:
        index = self.index
        if form in index.stem_of_form:
            return ((index.stem_of_form[form], 1.0),)
        own = stem(form, index.family)
        if own in index.weight:
            return ((own, SAME_STEM),)
        completed = index.vocabulary.completions(form) if is_cut else []
        if len(form) < _SHORTEST_CUT:
            completed = [pair for pair in completed if index.weight[index.stem_of_form[pair[0]]] <= GENERIC_WEIGHT]
        likeness: dict[str, float] = {}
        for other, value in completed or index.vocabulary.alike(form):
            s = index.stem_of_form[other]
            likeness[s] = max(likeness.get(s, 0.0), value)
        return tuple(sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0])))

    def search(self, title: str, language: str | None) -> list[FieldMatch]:
        """The fields whose terms share a telling word with the title, best first."""
        words = self.title_words(title, language)
        if not words:
            return []
        by_stem: dict[str, tuple[int, float]] = {}
        for position, word in enumerate(words):
            for s, likeness in word.stems:
                if likeness > by_stem.get(s, (0, 0.0))[1]:
                    by_stem[s] = position, likeness
        exact = frozenset(self.index.exact.get(search_form(title, language), ()))
        by_field: dict[str, list[Match]] = {}
        for number in self._candidates(words, exact):
            match = self._match(number, words, by_stem, number in exact)
            by_field.setdefault(match.term.isced_f, []).append(match)
        found = [self._field_match(code, matches, words, language) for code, matches in by_field.items()]
        return sorted(found, key=lambda field: (-field.words, field.code))

    def likest(self, code: str, form: str) -> FieldMatch:
        """The term of a field that looks most like the title, where no word of the title is known."""
        terms = self._terms_of[code]
        looks, _, _ = process.extractOne(form, list(terms), scorer=fuzz.token_set_ratio)
        return FieldMatch(code, 0.0, 0.0, exact=False, terms=(terms[looks],), understood=(), unexplained=(form,))

    def _candidates(self, words: list[TitleWord], exact: frozenset[int]) -> list[int]:
        telling = [word for word in words if word.weight >= MANY_PLACES]
        reached: dict[int, float] = {}
        for word in telling or words:
            for s, likeness in word.stems:
                worth = self.index.weight[s] * likeness
                for number in self.index.postings.get(s, ()):
                    reached[number] = reached.get(number, 0.0) + worth
        mass = self.index.mass
        best = sorted(reached, key=lambda number: (-reached[number] / (0.5 + mass[number]), number))
        return sorted({*best[:_MOST_CANDIDATES], *exact})

    def _match(self, number: int, words: list[TitleWord], by_stem: dict[str, tuple[int, float]], exact: bool) -> Match:
        index = self.index
        covered = 0.0
        understood: dict[int, float] = {}
        for s in index.words[number].stems:
            if s in by_stem:
                position, likeness = by_stem[s]
                covered += index.weight[s] * likeness
                understood[position] = max(understood.get(position, 0.0), likeness)
        covered /= index.mass[number]
        score = _score(covered, _share(words, understood)) + (_EXACT_BONUS if exact else 0.0)
        return Match(index.terms[number], score, exact, covered, tuple(sorted(understood.items())))

    def _field_match(self, code: str, matches: list[Match], words: list[TitleWord], language: str | None) -> FieldMatch:
        """The best term of a field, or its whole terms together ("grejanje" and "klimatizacija" are both 0713)."""
        matches = sorted(matches, key=lambda match: (-match.score, match.term.language != language, match.term))
        best = matches[0]
        understood = dict(best.understood)
        terms, covered = [best], best.covered
        for match in matches[1:]:
            news = {position: value for position, value in match.understood if value > understood.get(position, 0.0)}
            if match.covered >= _WHOLE and any(words[position].weight >= MANY_PLACES for position in news):
                understood |= news
                terms.append(match)
                covered = min(covered, match.covered)
        if _score(covered, _share(words, understood)) <= best.score:
            understood, terms, covered = dict(best.understood), [best], best.covered
        agreeing = {
            position: covered**2 * self._agreement(word, code)
            for position, word in enumerate(words)
            if position not in understood
        }
        telling = [position for position, word in enumerate(words) if word.weight >= MANY_PLACES]
        return FieldMatch(
            code=code,
            words=_score(covered, _share(words, understood | agreeing)) + (_EXACT_BONUS if best.exact else 0.0),
            letters=0.0,
            exact=best.exact,
            terms=tuple(match.term for match in terms),
            understood=tuple(words[position].form for position in sorted(understood)),
            unexplained=tuple(words[position].form for position in telling if position not in understood),
        )

    def _agreement(self, word: TitleWord, code: str) -> float:
        """How far a word that the terms lack points to the same narrow field ("mašinski" beside motor vehicles)."""
        if code.endswith("0"):
            return 0.0  # a wildcard is no better answer for a word that may make it finer
        return _AGREES * max(
            (likeness * self.index.shares[s].get(code[:3], 0.0) for s, likeness in word.stems), default=0.0
        )


def _share(words: list[TitleWord], understood: dict[int, float]) -> float:
    """The share of the title, by weight, that is understood."""
    whole = sum(word.weight for word in words)
    return sum(words[position].weight * likeness for position, likeness in understood.items()) / whole


def _score(covered: float, understood: float) -> float:
    """How much of the term is in the title and of the title in the term, as one number: their harmonic mean."""
    both = covered + understood
    return (1.0 - _EXACT_BONUS) * 2.0 * covered * understood / both if both else 0.0
