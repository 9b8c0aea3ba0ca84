"""Words cut back to what their inflected and gendered forms share: light suffix stripping, one table per family.

A stem is only ever compared with stems of the same family, so it need not be a word, nor linguistically right: cutting
too little misses a form, cutting too much joins two words, and the tables lean to the first.
"""

from functools import lru_cache

# Endings are tried longest first, on words in search form; what stays has at least _SHORTEST letters.
_SHORTEST = 4
_ENDINGS: dict[str, str] = {
    # kuvar/kuvarica/kuvara/kuvarski/kuvarstvo; tehnicar/tehnicarka; masina/masinski/masinstvo
    "hbs": (
        "arica arice arka arke icar ica ice icu stvo stva stvu stvom skog skom ski ska sko ske skih skim sku "
        "cki cka cko cke ckih ckog ckom anje anja nje nja ijama ija ije iju iji ijom ama ima ova ovi ove om "
        "em og ih im oj eg nog nom nih nim ni na no ne nu ka ke ku ac a e i o u"
    ),
    "sl": (
        "arica arice arka arke stvo stva stvu ski ska sko ske skega skih skem cki cka cko cke anje anja nje "
        "nja ija ije iji ijo ama imi ega emu ih im em om ov ev ni na no ne ka ke ko ec ca a e i o u"
    ),
    "mk": (
        "arka arki arstvo stvo ski ska sko ske ot ta to te ite ata oto acija anje enje nje nja ija ii i na no "
        "ni ka ki ec a e o u"
    ),
    "bg": (
        "arka arki arstvo stvo ski ska sko ske skijat skata iat iata iia ite ata oto ta to te at jat acia ane "
        "ene nie nia ia ii na no ni en ka ki ec a e i o u"
    ),
    "it": (
        "trice trici tore tori iere iera ieri ista iste isti ale ali ico ica ici iche ario aria ari arie "
        "zione zioni a e i o"
    ),
    "es": (
        "adores adoras adora ador istas ista icos icas ico ica ciones cion eros eras ero era ales al os as es a o e s"
    ),
    "pt": (
        "adores adoras adora ador istas ista icos icas ico ica coes cao eiros eiras eiro eira ais al os as es a o e s"
    ),
    "fr": (
        "trices trice teurs teur euses euse eurs eur iennes ienne iens ien ieres iere iers ier istes iste "
        "iques ique elles elle els el aux al ales ale ees ee es e s"
    ),
    "ro": "atoare atori ator oare ului ilor elor ista isti ist ica ice ici ic ele le ul ii iei ei ie a e i u",
    "pl": (
        "arka arki arz owych owego owej owym owy owa owe skiego skiej skich skie ski ska cznych cznego cznej "
        "czny czna czne nych nego nej nym ny na ne ych ego ej ami ach owi om ow iem em ka ki ek anie ania "
        "enie enia nia stwo stwa ia ie ii a e i o u y"
    ),
    "de": (
        "innen in erinnen erin er ern ers ischen ischer isches ische isch ungen ung lichen liche lich es en em e n s"
    ),
    "en": "ing ings ers er ors or ians ian ists ist ments ment ations ation ies es s y e al ical ic",
    "nl": "sters ster eren ers er en ische isch es e s",
    "sq": "isteve iste ist esve es uese ues tare tar or ore ike ik ise ive ave eve it in en e i a u",
    "tr": "leri lari lerin larin ler lar ligi lugi cilik ciligi lik luk ci cu si su i u e a",
    "el": "ologos ologia ikos iki iko ikon ikis ia ias on os is as es i o a e u",
}
_TABLES = {
    name: tuple(sorted(set(endings.split()), key=lambda ending: (-len(ending), ending)))
    for name, endings in _ENDINGS.items()
}


@lru_cache(maxsize=500_000)
def stem(word: str, family: str | None) -> str:
    """`word` (in search form) without its ending; short words, codes and unknown families' words stay whole."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    for ending in _TABLES.get(family or "", ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
