"""The contract of a round folder: every table, every column, and the names people write over them."""

from matcher.reading import cells as c
from matcher.reading import coded_cells as coded
from matcher.reading.columns import Column, Table

# Synonyms need one spelling each: case, accents, spaces, signs and Cyrillic or Latin letters make no difference.

LEARNERS = Table(
    "learners",
    (
        Column(
            "id",
            c.short_text,
            "learner; learner id; participant; participant id; mobility id; code; šifra; šifra učenika; "
            "šifra polaznika; učenik; polaznik; oznaka; шифра на ученик; ученик; код; код на ученика; nxënësi; "
            "nxënës; kodi; kodi i nxënësit; codice; codice allievo; codice partecipante; allievo; alumno; alumna; "
            "código; código de alumno; participante; élève; code élève; identifiant; apprenant; dijak; "
            "šifra dijaka; uczeń; kod; kod ucznia; uczestnik",
            required=True,
        ),
        Column(
            "school",
            c.short_text,
            "school name; škola; naziv škole; училиште; училище; shkolla; shkollë; emri i shkollës; scuola; "
            "istituto; escuela; centro; centro educativo; instituto; école; lycée; établissement; šola; "
            "srednja šola; szkoła",
        ),
        Column(
            "sending_partner",
            c.short_text,
            "partner; sending organisation; sending organization; sender; pošiljalac; partner pošiljalac; "
            "organizacija pošiljalac; organizacija koja šalje; šalje; партнер испраќач; испраќа; изпращащ партньор; "
            "изпращаща организация; partneri; partneri dërgues; organizata dërguese; ente di invio; "
            "partner di invio; organizzazione di invio; socio de envío; entidad de envío; organización de envío; "
            "partenaire d'envoi; organisme d'envoi; pošiljatelj; partner pošiljatelj; organizacija pošiljateljica; "
            "partner wysyłający; organizacja wysyłająca",
        ),
        Column("group", c.short_text, "group id; grupa; група; grupi; gruppo; grupo; groupe; skupina"),
        Column(
            "stay",
            c.short_text,
            "stay id; flow; boravak; mobilnost; престој; мобилност; престой; qëndrimi; qëndrim; lëvizshmëria; "
            "soggiorno; flusso; mobilità; estancia; flujo; movilidad; séjour; flux; mobilité; bivanje; pobyt; "
            "mobilność",
        ),
        Column(
            "study_title",
            c.text,
            "study profile; study programme; study program; qualification; profile; education; obrazovni profil; "
            "smer; smjer; zanimanje; struka; profil; profil učenika; образовен профил; профил; струка; насока; "
            "занимање; специалност; професия; profili; drejtimi; profili i studimit; kualifikimi; titolo di studio; "
            "indirizzo; indirizzo di studio; qualifica; titulación; título; ciclo formativo; especialidad; "
            "estudios; formation; diplôme; filière; spécialité; poklic; program; izobraževalni program; "
            "smer izobraževanja; zawód; kierunek; kierunek kształcenia; kwalifikacja",
        ),
        Column(
            "study_language",
            coded.language,
            "language of study; title language; jezik nastave; jezik školovanja; јазик на настава; "
            "език на обучение; gjuha e mësimit; lingua di studio; lengua de estudio; idioma de estudio; "
            "langue d'enseignement; učni jezik; język nauczania",
        ),
        Column(
            "isced_f",
            coded.study_field,
            "isced; isced code; isced-f 2013; field of study; study field; oblast obrazovanja; polje obrazovanja; "
            "поле на образование; fusha e studimit; campo di studio; campo de estudio; domaine d'études; "
            "področje izobraževanja; dziedzina kształcenia; ISCED-F kod; kodi ISCED; codice ISCED; código ISCED; "
            "code ISCED; koda ISCED",
        ),
        Column(
            "eqf",
            c.eqf_level,
            "eqf level; level eqf; eqr; eok; nivo eok; nivo ekok; еок; ниво еок; ЕКР; ниво ЕКР; kek; niveli kek; "
            "niveli eqf; livello eqf; livello qeq; nivel eqf; nivel mec; niveau cec; niveau eqf; raven eok; "
            "raven eqf; poziom erk; poziom eqf; nivo eqf",
        ),
        Column(
            "languages",
            coded.language_skills,
            "language; language skills; foreign languages; jezici; strani jezici; znanje jezika; јазици; "
            "странски јазици; езици; чужди езици; gjuhët; gjuhët e huaja; gjuhë; lingue; lingue straniere; idiomas; "
            "lenguas; langues; langues étrangères; jeziki; tuji jeziki; znanje jezikov; języki; języki obce; "
            "znajomość języków",
        ),
        Column(
            "birth_date",
            c.day,
            "date of birth; birthdate; birthday; born; dob; datum rođenja; rođen; датум на раѓање; роден; роденден; "
            "дата на раждане; datëlindja; data e lindjes; data di nascita; nato il; fecha de nacimiento; "
            "nacimiento; date de naissance; né le; née le; datum rojstva; rojen; rojstni datum; data urodzenia",
        ),
        Column(
            "graduated_on",
            c.day,
            "graduation; graduation date; date of graduation; graduated; datum diplomiranja; "
            "datum završetka školovanja; završetak školovanja; diplomirao; датум на дипломирање; "
            "завршено образование; дата на дипломиране; дата на завършване; data e diplomimit; diplomuar më; "
            "data di diploma; diplomato il; data del diploma; fecha de graduación; fecha de titulación; "
            "titulado el; date du diplôme; date de fin d'études; diplômé le; datum diplome; "
            "datum zaključka šolanja; data ukończenia; data ukończenia szkoły",
        ),
        Column(
            "available_from",
            c.day,
            "from; available; dostupan od; slobodan od; raspoloživ od; od; достапен од; од; свободен от; от; "
            "i lirë nga; i disponueshëm nga; nga; disponibile dal; disponibile da; dal; da; disponible desde; "
            "desde; disponible du; disponible à partir du; du; na voljo od; dostępny od",
        ),
        Column(
            "available_to",
            c.day,
            "to; until; available until; dostupan do; slobodan do; raspoloživ do; do; достапен до; до; свободен до; "
            "i lirë deri; i disponueshëm deri; deri; disponibile fino al; disponibile a; al; fino al; "
            "disponible hasta; hasta; disponible jusqu'au; jusqu'au; au; na voljo do; dostępny do",
        ),
        Column(
            "available_days",
            c.spans,
            "availability; dostupnost; raspoloživost; raspoloživi dani; достапност; достапни денови; разположение; "
            "disponueshmëria; ditët e lira; disponibilità; giorni disponibili; disponibilidad; días disponibles; "
            "disponibilité; jours disponibles; razpoložljivost; dyspozycyjność",
        ),
        Column(
            "preferences",
            c.wishes,
            "preference; wishes; choices; želje; želja; preferencije; izbor; желби; преференции; предпочитания; "
            "желания; preferencat; dëshirat; zgjedhjet; preferenze; scelte; preferencias; elecciones; préférences; "
            "choix; vœux; preferencje; życzenia; wybór",
        ),
        Column(
            "needs",
            c.several,
            "special needs; support needs; potrebe; posebne potrebe; потреби; посебни потреби; нужди; "
            "специални нужди; nevojat; nevoja; nevojat e veçanta; bisogni; esigenze; bisogni speciali; necesidades; "
            "necesidades especiales; besoins; besoins spécifiques; posebne potrebe dijaka; potrzeby; "
            "specjalne potrzeby",
        ),
        Column(
            "skills",
            c.several,
            "competences; competencies; abilities; veštine; vještine; kompetencije; вештини; компетенции; умения; "
            "aftësitë; aftësi; kompetencat; competenze; abilità; competencias; habilidades; destrezas; compétences; "
            "savoir-faire; spretnosti; veščine; kompetence; umiejętności; kompetencje",
        ),
        Column(
            "fewer_opportunities",
            c.yes_or_no,
            "participant with fewer opportunities; manje mogućnosti; smanjene mogućnosti; помали можности; "
            "помалку можности; по-малко възможности; më pak mundësi; mundësi të pakta; minori opportunità; "
            "meno opportunità; menos oportunidades; moins d'opportunités; manj priložnosti; mniejsze szanse",
        ),
        Column(
            "country",
            coded.country,
            "country of residence; country code; država; zemlja; држава; земја; държава; страна; shteti; vendi; "
            "paese; nazione; stato; país; pays; kraj",
        ),
    ),
    key=("id",),
    required=True,
    synonyms="participants; učenici; polaznici; ученици; nxënësit; allievi; partecipanti; alumnos; participantes; "
    "élèves; apprenants; dijaki; uczniowie; uczestnicy; учащи",
)

PLACEMENTS = Table(
    "placements",
    (
        Column(
            "id",
            c.short_text,
            "placement; placement id; offer; offer id; code; šifra; šifra mesta; šifra mjesta; šifra prakse; "
            "oznaka; код; шифра; kodi; codice; codice posto; código; oferta; identifiant; offre; koda; kod; "
            "kod oferty",
            required=True,
        ),
        Column(
            "host",
            c.short_text,
            "host name; company; company name; employer; firm; firma; naziv firme; poslodavac; preduzeće; poduzeće; "
            "kompanija; naziv kompanije; tvrtka; фирма; компанија; работодавач; претпријатие; компания; "
            "предприятие; работодател; име на фирмата; kompania; ndërmarrja; punëdhënësi; firma pritëse; azienda; "
            "nome azienda; impresa; ditta; datore di lavoro; empresa; nombre de la empresa; empleador; entreprise; "
            "nom de l'entreprise; employeur; société; podjetje; naziv podjetja; delodajalec; przedsiębiorstwo; "
            "nazwa firmy; pracodawca",
            required=True,
        ),
        Column(
            "destination",
            c.short_text,
            "destination id; destinacija; odredište; дестинација; одредиште; дестинация; destinacioni; "
            "vendmbërritja; destinazione; destino; destinación; destinacja; miejsce docelowe; cilj; city; grad; "
            "град; qyteti; città; ciudad; ville; mesto prakse; miasto; kraj prakse",
            required=True,
        ),
        Column(
            "places",
            c.whole_number,
            "number of places; seats; capacity; vacancies; mesta; mjesta; broj mesta; broj mjesta; места; "
            "број на места; брой места; свободни места; vende; vendet; numri i vendeve; posti; numero posti; "
            "posti disponibili; plazas; número de plazas; puestos; nombre de places; število mest; prosta mesta; "
            "miejsca; liczba miejsc; Plätze",
            required=True,
        ),
        Column(
            "study_fields",
            coded.study_fields,
            "isced_f; isced; isced-f 2013; isced code; isced codes; fields of study; study field; "
            "oblasti obrazovanja; области; образовни полиња; fushat e studimit; campi di studio; campos de estudio; "
            "domaines d'études; področja izobraževanja; dziedziny kształcenia; ISCED-F kod; codice ISCED; "
            "código ISCED; code ISCED",
        ),
        Column(
            "study_title",
            c.text,
            "study profile; profile; qualification; obrazovni profil; profil; smer; smjer; zanimanje; struka; "
            "образовен профил; профил; струка; занимање; специалност; професия; profili; drejtimi; kualifikimi; "
            "titolo di studio; indirizzo; profilo; qualifica; titulación; perfil; especialidad; ciclo formativo; "
            "formation; filière; profil recherché; spécialité; poklic; izobraževalni program; zawód; kierunek; "
            "kwalifikacja",
        ),
        Column(
            "study_language",
            coded.language,
            "title language; language of title; jezik naziva; јазик на називот; gjuha e titullit; "
            "lingua del titolo; idioma del título; langue du titre; jezik naziva poklica; język nazwy",
        ),
        Column(
            "tasks",
            c.text,
            "task; activities; description; job description; zadaci; poslovi; opis posla; opis poslova; задачи; "
            "опис на работа; описание; дейности; detyrat; detyra; përshkrimi i punës; mansioni; compiti; attività; "
            "descrizione; tareas; funciones; actividades; descripción; tâches; missions; activités; naloge; dela; "
            "opis dela; zadania; obowiązki; opis pracy",
        ),
        Column(
            "languages",
            coded.language_needs,
            "language; working language; working languages; jezik; jezici; radni jezik; јазик; јазици; "
            "работен јазик; език; езици; работен език; gjuha; gjuhët; gjuha e punës; lingua; lingue; "
            "lingua di lavoro; idioma; idiomas; lengua; lenguas; idioma de trabajo; langue; langues; "
            "langue de travail; jeziki; delovni jezik; język; języki; język pracy",
        ),
        Column(
            "required_language",
            coded.language_needs,
            "required languages; language required; mandatory language; obavezan jezik; obvezan jezik; "
            "traženi jezik; задолжителен јазик; задължителен език; изискван език; gjuha e kërkuar; "
            "gjuha e detyrueshme; lingua richiesta; lingua obbligatoria; idioma requerido; idioma obligatorio; "
            "langue requise; langue exigée; zahtevani jezik; wymagany język",
        ),
        Column(
            "from",
            c.day,
            "first day; start; start date; available from; window from; od; početak; datum početka; prvi dan; од; "
            "почеток; датум на почеток; от; начало; начална дата; nga; fillimi; data e fillimit; dal; da; inizio; "
            "data inizio; data di inizio; desde; inicio; fecha de inicio; du; début; date de début; začetek; "
            "datum začetka; początek; data rozpoczęcia; dostępne od",
            required=True,
        ),
        Column(
            "to",
            c.day,
            "last day; end; end date; until; available to; available until; window to; do; kraj; završetak; "
            "datum završetka; poslednji dan; до; крај; датум на завршување; край; крайна дата; deri; mbarimi; "
            "përfundimi; data e mbarimit; data e përfundimit; al; fine; data fine; data di fine; hasta; fin; "
            "fecha de fin; au; date de fin; konec; datum konca; koniec; data zakończenia; dostępne do",
            required=True,
        ),
        Column(
            "closed",
            c.spans,
            "closed days; closing days; holidays; zatvoreno; neradni dani; praznici; затворено; неработни денови; "
            "почивни дни; mbyllur; pushime; chiuso; chiusura; ferie; giorni di chiusura; cerrado; días de cierre; "
            "festivos; fermé; fermeture; jours de fermeture; zaprto; dela prosti dnevi; zamknięte; dni wolne",
        ),
        Column(
            "min_age",
            c.age,
            "minimum age; age; minimalna starost; najmanje godina; uzrast; минимална возраст; минимална възраст; "
            "mosha minimale; mosha; età minima; edad mínima; edad; âge minimum; âge minimal; najmanjša starost; "
            "najnižja starost; minimalny wiek; wiek minimalny",
        ),
        Column(
            "needs_met",
            c.several,
            "needs; accessibility; access; potrebe; pristupačnost; ispunjene potrebe; пристапност; потреби; "
            "достъпност; qasshmëria; nevojat e plotësuara; accessibilità; bisogni soddisfatti; accesibilidad; "
            "necesidades atendidas; accessibilité; besoins couverts; dostopnost; dostępność; spełniane potrzeby",
        ),
        Column(
            "nace",
            c.nace_code,
            "nace code; sector; industry; delatnost; djelatnost; šifra delatnosti; дејност; сектор; дейност; "
            "sektori; veprimtaria; settore; ateco; settore di attività; cnae; actividad económica; secteur; "
            "secteur d'activité; dejavnost; skd; branża; pkd; sektor",
        ),
        Column(
            "eqf_min",
            c.eqf_level,
            "eqf; minimum eqf; eqf minimum; minimum eqf level; najmanji eok; minimalni nivo eok; "
            "минимално ниво ЕОК; минимално ниво ЕКР; niveli minimal kek; livello eqf minimo; nivel eqf mínimo; "
            "niveau cec minimum; najnižja raven eok; minimalny poziom erk",
        ),
        Column(
            "max_per_sending_partner",
            c.at_least_one,
            "maximum per sending partner; max per partner; max per sender; najviše po partneru; "
            "maksimalno po partneru; најмногу по партнер; най-много на партньор; maksimumi për partner; "
            "massimo per partner; massimo per ente di invio; máximo por socio; maximum par partenaire; "
            "največ na partnerja; maksimum na partnera",
        ),
        Column(
            "night_work",
            c.yes_or_no,
            "night; nights; noćni rad; ноќна работа; нощен труд; punë nate; lavoro notturno; trabajo nocturno; "
            "travail de nuit; nočno delo; praca nocna; praca w nocy",
        ),
        Column(
            "hazards",
            coded.hazards,
            "hazard; risks; dangers; opasnosti; rizici; опасности; ризици; опасности и рискове; rreziqet; rreziqe; "
            "rischi; pericoli; riesgos; peligros; risques; nevarnosti; tveganja; zagrożenia; ryzyko",
        ),
        Column(
            "supervised",
            c.yes_or_no,
            "supervision; supervisor; pod nadzorom; nadzor; mentor; надзор; под надзор; mbikëqyrje; i mbikëqyrur; "
            "supervisione; sorvegliato; tutor; supervisado; supervisión; supervisé; encadré; encadrement; "
            "nadzorovano; pod nadzorem; opieka",
        ),
    ),
    key=("id",),
    required=True,
    synonyms="places; offers; hosts; companies; mesta; mjesta; prakse; места; пракса; vendet; praktikat; posti; "
    "tirocini; plazas; prácticas; stages; offres; delovna mesta; praktyki; oferty",
)

DESTINATIONS = Table(
    "destinations",
    (
        Column(
            "id",
            c.short_text,
            "destination; destination id; code; destinacija; odredište; дестинација; дестинация; destinacioni; "
            "destinazione; destino; destinación; destinacja; šifra; шифра; код; kodi; codice; código; koda; kod; "
            "cilj",
            required=True,
        ),
        Column("city", c.short_text, "town; grad; град; qyteti; città; ciudad; ville; mesto; miasto"),
        Column(
            "country",
            coded.country,
            "country code; host country; država; zemlja; држава; земја; държава; страна; shteti; vendi; paese; "
            "nazione; stato; país; pays; kraj",
            required=True,
        ),
        Column(
            "hosting_partner",
            c.short_text,
            "host partner; hosting organisation; receiving partner; partner; partner domaćin; domaćin; "
            "организација домаќин; партнер домаќин; приемащ партньор; домакин; partneri pritës; partner ospitante; "
            "ente ospitante; socio de acogida; entidad de acogida; partenaire d'accueil; organisme d'accueil; "
            "partner gostitelj; gostitelj; partner przyjmujący; organizacja przyjmująca",
        ),
        Column(
            "beds",
            c.whole_number,
            "number of beds; accommodation; kreveti; broj kreveta; ležajevi; broj ležajeva; легла; број на легла; "
            "брой легла; кревети; shtretër; shtretërit; numri i shtretërve; letti; posti letto; numero letti; "
            "camas; número de camas; plazas de alojamiento; lits; nombre de lits; couchages; postelje; ležišča; "
            "število ležišč; łóżka; liczba łóżek; miejsca noclegowe; Betten",
            required=True,
        ),
        Column(
            "minimum_learners",
            c.whole_number,
            "minimum; minimum number of learners; min learners; najmanje učenika; minimum učenika; "
            "најмалку ученици; минимум ученици; minimumi i nxënësve; minimo allievi; minimo partecipanti; "
            "mínimo de alumnos; minimum d'élèves; najmanj dijakov; minimum uczniów",
        ),
    ),
    key=("id",),
    required=True,
    synonyms="destinacije; odredišta; дестинации; destinacionet; destinazioni; destinos; destinacje; cilji; cities",
)

SENDING_PARTNERS = Table(
    "sending_partners",
    (
        Column(
            "id",
            c.short_text,
            "sending partner; partner; partner id; code; šifra; шифра; код; kodi; codice; código; koda; kod; "
            "partneri; socio; partenaire; pošiljalac; pošiljatelj",
            required=True,
        ),
        Column(
            "name",
            c.short_text,
            "partner name; organisation; organization; naziv; ime; назив; име; emri; emri i partnerit; nome; "
            "denominazione; nombre; nom; nazwa; naziv partnera; organizacija; organizata; organizzazione; "
            "organización",
        ),
        Column(
            "country",
            coded.country,
            "country code; država; zemlja; држава; земја; държава; страна; shteti; vendi; paese; nazione; stato; "
            "país; pays; kraj",
        ),
        Column(
            "floor",
            c.whole_number,
            "minimum; at least; least; najmanje; minimum učenika; најмалку; минимум; най-малко; të paktën; "
            "minimumi; minimo; almeno; mínimo; al menos; au moins; najmanj; co najmniej",
        ),
        Column(
            "ceiling",
            c.whole_number,
            "maximum; at most; most; quota; najviše; maksimum; најмногу; максимум; най-много; квота; së shumti; "
            "maksimumi; massimo; al massimo; máximo; como máximo; au plus; največ; co najwyżej; kvota; cupo",
        ),
    ),
    key=("id",),
    synonyms="partners; senders; partneri; pošiljaoci; партнери; партньори; partnerët; partner di invio; socios; "
    "partenaires; partnerji; partnerzy",
)

GROUPS = Table(
    "groups",
    (
        Column(
            "id", c.short_text, "group; group id; grupa; група; grupi; gruppo; grupo; groupe; skupina", required=True
        ),
        Column("sending_partner", c.short_text, LEARNERS.column_by_name["sending_partner"].synonyms),
        Column("stay", c.short_text, LEARNERS.column_by_name["stay"].synonyms),
        Column(
            "companions",
            c.whole_number,
            "accompanying persons; accompanying; teachers; pratioci; pratnja; osobe u pratnji; придружници; "
            "придружители; придружуващи лица; shoqërues; shoqëruesit; accompagnatori; acompañantes; "
            "accompagnateurs; spremljevalci; opiekunowie; osoby towarzyszące",
        ),
        Column(
            "destination",
            c.short_text,
            "destination id; destinacija; odredište; дестинација; дестинация; destinacioni; destinazione; destino; "
            "destinación; destinacja; cilj",
        ),
    ),
    key=("id",),
    synonyms="grupe; групи; grupet; gruppi; grupos; groupes; skupine; grupy",
)

PINS = Table(
    "pins",
    (
        Column("kind", c.kind_of_pin, "type; vrsta; вид; lloji; tipo; genre; rodzaj", required=True),
        Column("learner", c.short_text, "learner id; učenik; ученик; nxënësi; allievo; alumno; élève; dijak; uczeń"),
        Column("group", c.short_text, "group id; grupa; група; grupi; gruppo; grupo; groupe; skupina"),
        Column(
            "placement", c.short_text, "placement id; offer; mesto prakse; место; vendi; posto; plaza; place; oferta"
        ),
        Column(
            "destination",
            c.short_text,
            "destination id; destinacija; odredište; дестинација; дестинация; destinacioni; destinazione; destino; "
            "destinación; destinacja; cilj",
        ),
        Column("reason", c.text, "why; razlog; причина; arsyeja; motivo; motif; raison; powód", required=True),
        Column(
            "author",
            c.short_text,
            "who; by; autor; автор; autori; autore; auteur; avtor; odlučio; одлучил",
            required=True,
        ),
    ),
    key=("kind", "learner", "group", "placement", "destination"),
    synonyms="bans; pins and bans; decisions; odluke; одлуки; vendimet; decisioni; decisiones; décisions; odločitve; "
    "decyzje",
)

FLOW_PLAN = Table(
    "flow_plan",
    (
        Column("sending_partner", c.short_text, LEARNERS.column_by_name["sending_partner"].synonyms, required=True),
        Column("destination", c.short_text, GROUPS.column_by_name["destination"].synonyms, required=True),
        Column("stay", c.short_text, LEARNERS.column_by_name["stay"].synonyms),
        Column("floor", c.whole_number, SENDING_PARTNERS.column_by_name["floor"].synonyms),
        Column("ceiling", c.whole_number, SENDING_PARTNERS.column_by_name["ceiling"].synonyms),
    ),
    key=("sending_partner", "destination", "stay"),
    synonyms="flows; agreed flows; plan; plan tokova; план на текови; plani i flukseve; piano dei flussi; "
    "plan de flujos; plan de flux; načrt tokov; plan przepływów",
)

CONFIRMATIONS = Table(
    "confirmations",
    (
        Column("title", c.text, LEARNERS.column_by_name["study_title"].synonyms + "; study_title", required=True),
        Column("isced_f", coded.study_field, LEARNERS.column_by_name["isced_f"].synonyms, required=True),
        Column("language", coded.language, "title language; jezik; јазик; език; gjuha; lingua; idioma; langue; język"),
        Column("country", coded.country, SENDING_PARTNERS.column_by_name["country"].synonyms),
        Column("author", c.short_text, PINS.column_by_name["author"].synonyms),
    ),
    key=("title", "language", "country"),
    synonyms="confirmed titles; titles; potvrde; потврди; potvrđeni nazivi; konfirmimet; conferme; confirmaciones; "
    "confirmations de titres; potrditve; potwierdzenia",
)

PREVIOUS = Table(
    "previous",
    (
        Column("learner", c.short_text, PINS.column_by_name["learner"].synonyms, required=True),
        Column("placement", c.short_text, PINS.column_by_name["placement"].synonyms, required=True),
        Column("first_day", c.day, PLACEMENTS.column_by_name["from"].synonyms.replace("first day; ", "from; ")),
    ),
    key=("learner",),
    synonyms="previous assignments; prethodno; претходно; предишно; e mëparshme; precedente; anterior; précédent; "
    "prejšnje; poprzednie",
)

TABLES = (
    LEARNERS,
    PLACEMENTS,
    DESTINATIONS,
    SENDING_PARTNERS,
    GROUPS,
    PINS,
    FLOW_PLAN,
    CONFIRMATIONS,
    PREVIOUS,
)
TABLE_BY_NAME = {table.name: table for table in TABLES}
