"""The lexicon of one family of languages, ready to be searched: words, stems, what each is worth, where it occurs."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matcher.profiles.lexicon import Term
from matcher.profiles.normalise import search_form
from matcher.profiles.slips import Vocabulary
from matcher.profiles.stems import stem

GENERIC_WEIGHT = 0.06
UNKNOWN_WEIGHT = 0.5  # of a word the lexicon does not have: it may be the one that matters, or a school's name
SAME_STEM = 0.96
MANY_PLACES = 0.15  # a word worth less is looked up only if the title has nothing better
_SPREAD_EXPONENT = 0.55

# Function words of the languages served, in search form. They join, and say nothing.
_FUNCTION_WORDS = """
a ad ai al alla alle als an and as at au auf aus aux bei by chez con cu da dal dalla dans das de degli dei del della
delle dello den der des dhe di die din dlya do dos du e ed ei ein eine el els em en et for from fur gli i il ili im
in is iz ja je kai kaj ke kod kon l la las le les lo los me mit na nad ne nei nella o och od oder of or oraz os ot
ou p per po pod por pour pre pri przy s sa sau se si ska sou sous sta sto su sur sus ta te ter the tis to ton tou u
un una und une uz v van ve vo voor w with within wo y z za ze zu zum zur
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Words:
    """A term cut into words (search form) and their stems."""

    forms: tuple[str, ...]
    stems: tuple[str, ...]


def words_of(text: str, language: str | None, family: str) -> Words:
    forms = tuple(search_form(text, language).split())
    return Words(forms, tuple(stem(form, family) for form in forms))


class FamilyIndex:
    """Terms of one family, searchable by stem.

    Attributes
    ----------
    weight
        What a stem says about the field, in (0, 1]: 1 if every term with it is in one narrow field, less the more
        evenly its terms spread over fields. Function words and terms of kind "generic" are worth next to nothing.
    shares
        Per stem, which share of its terms is in which narrow field (three digits).
    """

    def __init__(self, family: str, terms: Sequence[Term], words: Sequence[Words]) -> None:
        self.family = family
        telling = [(term, cut) for term, cut in zip(terms, words, strict=True) if term.isced_f]
        generic = [cut.stems for term, cut in zip(terms, words, strict=True) if not term.isced_f]
        self.terms = [term for term, _ in telling]
        self.words = [cut for _, cut in telling]
        self.generic_phrases = frozenset(generic)
        self.longest_phrase = max(map(len, generic), default=0)
        self.stem_of_form = {form: s for cut in words for form, s in zip(cut.forms, cut.stems, strict=True)}
        self.weight = self._weights()
        self.postings: dict[str, list[int]] = defaultdict(list)
        self.exact: dict[str, list[int]] = defaultdict(list)
        for number, cut in enumerate(self.words):
            self.exact[" ".join(cut.forms)].append(number)
            for s in dict.fromkeys(cut.stems):
                self.postings[s].append(number)
        self.mass = [sum(self.weight[s] for s in cut.stems) for cut in self.words]
        self.vocabulary = Vocabulary(self.stem_of_form)

    def _weights(self) -> dict[str, float]:
        fields: dict[str, Counter[str]] = defaultdict(Counter)
        for term, cut in zip(self.terms, self.words, strict=True):
            for s in set(cut.stems):
                fields[s][term.isced_f[:3]] += 1
        self.shares = {
            s: {narrow: count / counts.total() for narrow, count in counts.items()} for s, counts in fields.items()
        }
        weight = {s: _concentration(shares.values()) for s, shares in self.shares.items()}
        for phrase in self.generic_phrases:
            for s in phrase:
                self.shares.setdefault(s, {})
                usual = weight.get(s, UNKNOWN_WEIGHT)
                weight[s] = min(usual, GENERIC_WEIGHT) if len(phrase) == 1 else usual
        for form, s in self.stem_of_form.items():
            if form in FUNCTION_WORDS or form.isdigit():
                weight[s] = GENERIC_WEIGHT / 2
        return weight


def _concentration(shares: Iterable[float]) -> float:
    """1 for one field, towards 0 the more fields and the more evenly: perplexity of the spread to a power."""
    entropy = -sum(share * math.log(share) for share in shares)
    return math.exp(-_SPREAD_EXPONENT * entropy)
