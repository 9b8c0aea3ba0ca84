"""The words of the demonstration round: study titles by country, coarse labels, tasks, skills and host names by field.

Titles are ones that vocational schools of these countries use; the ISCED-F code beside each is our judgement.
The coarse labels are those that hosts of the INTERVET rounds really received. Hosts, tasks and skills are invented.
"""

from typing import NamedTuple


class Title(NamedTuple):
    """A study title as a school writes it, and the field it stands for."""

    text: str
    isced_f: str


class FieldWords(NamedTuple):
    """What a host in this field does: its kind of firm, a title it might ask for, NACE division, tasks, skills."""

    firm: str
    title: str
    nace: str
    tasks: tuple[str, ...]
    skills: tuple[str, ...]


TITLES: dict[str, tuple[Title, ...]] = {
    "RS": (
        Title("Elektrotehničar računara", "0714"),
        Title("Електротехничар рачунара", "0714"),
        Title("Administrator računarskih mreža", "0612"),
        Title("Техничар за роботику", "0714"),
        Title("Машински техничар моторних возила", "0716"),
        Title("Tehničar grejanja i klimatizacije", "0713"),
        Title("Техничар мехатронике", "0714"),
        Title("Kulinarski tehničar", "1013"),
        Title("Економски техничар", "0410"),
        Title("Finansijski administrator", "0411"),
        Title("Туристичко-хотелијерски техничар", "1015"),
        Title("Прехрамбени техничар", "0721"),
        Title("Tehničar za zaštitu životne sredine", "0712"),
        Title("Tehničar drumskog saobraćaja", "1041"),
        Title("Геодетски техничар – геометар", "0731"),
    ),
    "AL": (
        Title("TIK – Teknologji Informacioni", "0610"),
        Title("Hoteleri-Turizëm", "1010"),
        Title("Ekonomi-Biznes", "0410"),
        Title("Elektroteknikë", "0713"),
        Title("Mekanikë", "0715"),
        Title("Shërbime mjetesh transporti", "0716"),
        Title("Teknologji ushqimore", "0721"),
        Title("Elektronikë", "0714"),
        Title("Kuzhinier", "1013"),
        Title("Ndërtim", "0732"),
    ),
    "ME": (
        Title("Elektrotehničar računara", "0714"),
        Title("Elektrotehničar energetike", "0713"),
        Title("Turistički tehničar", "1015"),
        Title("Ekonomski tehničar", "0410"),
        Title("Kulinarski tehničar", "1013"),
        Title("Građevinski tehničar", "0732"),
        Title("Tehničar drumskog saobraćaja", "1041"),
        Title("Automehaničar", "0716"),
    ),
    "BA": (
        Title("Tehničar računarstva", "0610"),
        Title("Tehničar elektroenergetike", "0713"),
        Title("Elektroničar telekomunikacija", "0714"),
        Title("Tehničar za CNC tehnologije", "0715"),
        Title("Ekonomski tehničar", "0410"),
        Title("Turistički tehničar", "1015"),
        Title("Prehrambeni tehničar", "0721"),
        Title("Mašinski tehničar", "0715"),
        Title("Kuhar", "1013"),
        Title("Tehničar drumskog saobraćaja", "1041"),
    ),
    "XK": (
        Title("Elektroteknikë – Instalues Elektrik", "0713"),
        Title("Makineri – Automekanik", "0716"),
        Title("Teknologji informative", "0610"),
        Title("Kontabilist", "0411"),
        Title("Hotelieri dhe turizëm", "1010"),
        Title("Teknologji ushqimore", "0721"),
        Title("Ndërtimtari", "0732"),
    ),
    "MK": (
        Title("Електротехничар енергетичар", "0713"),
        Title("Економски техничар", "0410"),
        Title("Електротехничар за компјутерска техника и автоматика", "0714"),
        Title("Угостителско-туристички техничар", "1010"),
        Title("Прехранбен техничар", "0721"),
        Title("Автомеханичар", "0716"),
        Title("Градежен техничар", "0732"),
        Title("Готвач", "1013"),
        Title("Техничар за транспорт и шпедиција", "1041"),
    ),
}

# What hosts received instead of a title: one of the labels that a school of this field might write.
COARSE_LABELS: dict[str, tuple[str, ...]] = {
    "0410": ("administration", "marketing and PR", "international relations"),
    "0411": ("finance",),
    "0610": ("IT",),
    "0612": ("IT",),
    "0712": ("environment", "bio-technology"),
    "0713": ("electro-technical schools",),
    "0714": ("electronics", "technology"),
    "0715": ("mechanics",),
    "0716": ("mechanics",),
    "0721": ("food",),
    "0731": ("geotechnics",),
    "1010": ("tourism and hospitality",),
    "1013": ("tourism and hospitality",),
    "1015": ("tourism and hospitality",),
    "1041": ("transport logistics",),
}

FIELDS: dict[str, FieldWords] = {
    "0410": FieldWords(
        "Business Services", "Administration, finance and marketing", "82",
        ("preparing offers and invoices", "keeping customer records", "helping with market research", "office work"),
        ("spreadsheets", "invoices", "customer records", "office work", "market research"),
    ),
    "0411": FieldWords(
        "Accounting", "Accounting and finance", "69",
        ("posting invoices", "bank reconciliation", "preparing VAT records"),
        ("bookkeeping", "invoices", "VAT", "spreadsheets"),
    ),
    "0610": FieldWords(
        "Digital", "Information technology", "62",
        ("setting up workstations", "first-level user support", "updating a website", "testing an application"),
        ("user support", "website", "workstations", "programming", "testing"),
    ),
    "0612": FieldWords(
        "Networks", "Network administration", "62",
        ("cabling and switches", "user accounts and backups", "monitoring a network"),
        ("network cabling", "switches", "backups", "Linux"),
    ),
    "0712": FieldWords(
        "Environment", "Environmental protection", "38",
        ("taking water samples", "sorting and recording waste", "keeping measurement records"),
        ("water samples", "waste sorting", "measurement records"),
    ),
    "0713": FieldWords(
        "Electric", "Electrical installation", "43.21",
        ("wiring distribution boards", "installing lighting", "testing installations", "servicing air conditioning"),
        ("wiring", "lighting", "testing installations", "air conditioning"),
    ),
    "0714": FieldWords(
        "Electronics", "Electronics and automation", "26",
        ("assembling circuit boards", "testing devices", "programming a PLC", "repairing computers"),
        ("circuit boards", "PLC", "testing devices", "soldering", "computers"),
    ),
    "0715": FieldWords(
        "Mechanics", "Mechanics and metal work", "25",
        ("setting up a CNC machine", "measuring parts", "maintaining machines", "reading drawings"),
        ("CNC", "measuring", "drawings", "machine maintenance"),
    ),
    "0716": FieldWords(
        "Garage", "Motor vehicle repair", "45.20",
        ("servicing brakes", "changing tyres and oil", "reading engine diagnostics"),
        ("brakes", "tyres", "diagnostics", "oil service"),
    ),
    "0721": FieldWords(
        "Food", "Food processing", "10",
        ("preparing dough", "quality checks", "packing and labelling", "cheese making"),
        ("dough", "quality checks", "packing", "hygiene"),
    ),
    "0731": FieldWords(
        "Survey", "Surveying", "71",
        ("measuring a site", "drawing plans", "processing survey data"),
        ("measuring", "plans", "survey data", "CAD"),
    ),
    "0732": FieldWords(
        "Building", "Building construction", "41",
        ("preparing formwork", "reading building plans", "bricklaying", "measuring quantities"),
        ("building plans", "bricklaying", "formwork", "CAD"),
    ),
    "1010": FieldWords(
        "Hotel", "Hospitality and tourism", "55",
        ("reception desk", "serving breakfast", "preparing rooms", "answering booking requests"),
        ("reception", "serving", "booking", "English"),
    ),
    "1013": FieldWords(
        "Restaurant", "Cooking and restaurant service", "56",
        ("preparing cold starters", "cooking local dishes", "serving at table"),
        ("cooking", "serving", "hygiene", "pastry"),
    ),
    "1015": FieldWords(
        "Travel", "Tourism and travel", "79",
        ("guiding visitors", "answering booking requests", "preparing a tour leaflet"),
        ("booking", "guiding", "English", "leaflets"),
    ),
    "1041": FieldWords(
        "Logistics", "Transport and logistics", "52",
        ("planning deliveries", "keeping stock records", "preparing transport documents"),
        ("deliveries", "stock records", "transport documents", "spreadsheets"),
    ),
}  # fmt: skip

HOST_WORDS: dict[str, str] = {"it": "Azienda", "es": "Empresa", "fr": "Société", "pl": "Firma", "sl": "Podjetje"}
