"""Every label and sentence that documents print, by key; `{…}` is filled in."""

from collections.abc import Mapping

from matcher.said import N_, Counted, Words

_COMMON: Mapping[str, Words] = {
    "page": N_("Page {page} of {pages}"),
    "foot": N_("Proposed by Mobility Matcher, run {run}. People decide and sign."),
    "yes": N_("yes"),
    "no": N_("no"),
    "not_stated": N_("not stated"),
    "native": N_("native"),
    "reference": N_("Reference"),
    "learner": N_("Learner"),
    "name": N_("Name"),
    "date_of_birth": N_("Date of birth"),
    "email": N_("E-mail"),
    "telephone": N_("Telephone"),
    "address": N_("Address"),
    "country": N_("Country"),
    "city": N_("City"),
    "city_and_country": N_("{city}, {country}"),
    "school": N_("School"),
    "sending_organisation": N_("Sending organisation"),
    "host": N_("Host"),
    "host_organisation": N_("Host organisation"),
    "hosting_partner": N_("Hosting partner"),
    "responsible_person": N_("Responsible person"),
    "mentor": N_("Mentor"),
    "administrative_contact": N_("Administrative contact"),
    "emergency_contact": N_("Emergency contact"),
    "guardian": N_("Parent or guardian"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "length": N_("Length"),
    "days": Counted("days", "{days} day", "{days} days"),
    "weeks_counted": Counted("weeks", "{weeks} week", "{weeks} weeks"),
    "learners": Counted("learners", "{learners} learner", "{learners} learners"),
    "companions": Counted("companions", "{companions} accompanying person", "{companions} accompanying persons"),
    "days_counted": N_("{length}, first and last day counted"),
    "days_and_weeks": N_("{length}, first and last day counted ({weeks} and {rest})"),
    "days_whole_weeks": N_("{length}, first and last day counted ({weeks})"),
    "span": N_("{first_day} to {last_day}"),
    "activity": N_("Activity"),
    "activity_short-term": N_("Short-term learning mobility of VET learners"),
    "activity_long-term": N_("Long-term learning mobility of VET learners (ErasmusPro)"),
    "activity_job-shadowing": N_("Job shadowing"),
    "activity_teaching": N_("Teaching or training assignment"),
    "activity_course": N_("Course or training"),
    "study_field": N_("Study field"),
    "eqf_level": N_("EQF level"),
    "tasks": N_("Tasks"),
    "working_language": N_("Working language"),
    "languages": N_("Languages"),
    "any_of": N_("{languages} (one of them)"),
    "under_18": N_("Under 18"),
    "group": N_("Group"),
    "group_with_companions": N_("{group}, with {companions}"),
    "destination": N_("Destination"),
    "number": N_("No."),
    "date": N_("Date"),
    "signature": N_("Signature"),
    "kosovo_note": N_(
        "Kosovo: this designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and"
        " the ICJ Opinion on the Kosovo declaration of independence."
    ),
}

_AGREEMENT: Mapping[str, Words] = {
    "agreement_title": N_("Learning agreement"),
    "agreement_subtitle": N_("for a learning mobility of {learner} at {host}"),
    "agreement_number": N_("Agreement {id}"),
    "parties": N_("Contact details of the parties"),
    "party_sending": N_("Sending organisation"),
    "party_host": N_("Host organisation"),
    "party_learner": N_("Learner"),
    "party_guardian": N_("Parent or guardian"),
    "duration": N_("Duration"),
    "travel_days": N_("Travel days"),
    "travel_days_apart": N_(
        "on top of the days above, which hold none: up to 2, or up to 6 with sustainable transport"
    ),
    "travel_days_planned": N_("Travel days planned (dates)"),
    "host_closed": N_("Host closed"),
    "hours_per_week": N_("Working hours per week"),
    "hours_of_minor": N_("at most 8 hours a day and 40 hours a week, no night work"),
    "to_be_signed_by": N_("To be signed by"),
    "to_be_signed_by_day": N_("{sign_by}, three weeks before the first day; in no case after {first_day}"),
    "qualification": N_("Qualification"),
    "qualification_title": N_("Title of the qualification"),
    "nqf_level": N_("Level in the national framework"),
    "progress": N_("Progress so far (year, units completed)"),
    "skills_brought": N_("Skills brought along"),
    "enclosures": N_("Enclosures"),
    "units": N_("Units of learning outcomes"),
    "unit": N_("Unit"),
    "outcomes": N_("Learning outcomes aimed at"),
    "outcome": N_("Under guidance: {task}"),
    "tasks_at_host": N_("Tasks at the host"),
    "points": N_("Points or hours"),
    "units_note": N_(
        "Prefilled from the tasks that the host offers. Write what the learner will know, understand and be able to do"
        " at the end, and strike out what does not belong to the learner's programme."
    ),
    "learner_speaks": N_("Learner speaks"),
    "needs_met_by": N_("To be provided"),
    "hazards": N_("Hazards to be assessed"),
    "assessment": N_("Assessment"),
    "assessed_by": N_("Who assesses"),
    "assessed_when": N_("When"),
    "assessed_when_days": N_("in the last week of the stay, {first_day} to {last_day}"),
    "assessed_how": N_("How"),
    "assessed_how_words": N_("observation at work and a talk with the learner, outcome by outcome"),
    "assessed_recorded": N_("How it is recorded"),
    "assessed_recorded_words": N_("in the personal transcript of section 4 and in the Europass Mobility document"),
    "validation": N_("Validation and recognition"),
    "validated_by": N_("Who validates and recognises"),
    "validated_how": N_("How"),
    "validated_how_words": N_(
        "the sending organisation compares the transcript with the outcomes of section 4 and recognises those attained"
        " as part of the learner's programme, without a further examination"
    ),
    "validated_when": N_("When"),
    "validated_when_words": N_("within 30 days after the last day, by {day}"),
    "obligations": N_("Obligations"),
    "obligation_sending": N_(
        "The sending organisation agrees the outcomes with the host, prepares the learner in language, culture and"
        " trade, sees to insurance and travel, keeps in touch during the stay, and recognises the outcomes attained."
    ),
    "obligation_host": N_(
        "The host gives tasks that serve the outcomes, names a mentor, keeps the law on working time, health and"
        " safety, provides what the work needs, gives feedback, and signs the transcript at the end."
    ),
    "obligation_learner": N_(
        "The learner does the tasks agreed, keeps the host's hours, rules and confidences, speaks up early if something"
        " goes wrong, and writes the participant report at the end."
    ),
    "obligation_guardian": N_(
        "The parent or guardian consents to the stay and can be reached throughout. The host has assessed the risks of"
        " the work for a young person and has told about them (Directive 94/33/EC)."
    ),
    "obligation_changes": N_("Changes are agreed in writing by all who sign below, before they take effect."),
    "signatures": N_("Signatures"),
    "who_signs": N_("Party and name"),
}

_SHEETS: Mapping[str, Words] = {
    "sheet_title": N_("Placement sheet"),
    "sheet_subtitle": N_("for {learner}"),
    "where_and_when": N_("Where and when"),
    "travels_with": N_("Travels with"),
    "travels_alone": N_("individually"),
    "what_awaits": N_("What awaits you"),
    "why_this": N_("Why this placement is proposed"),
    "why_this_note": N_(
        "This is a proposal. You can accept it, decline it or object to it; ask your school how, and by when."
    ),
    "whom_to_call": N_("Whom to call"),
    "before_you_go": N_("Before you go"),
    "before_agreement": N_("Sign the learning agreement by {sign_by}."),
    "before_documents": N_("Have passport or identity card, health card and insurance; keep copies apart."),
    "before_language": N_("Take the language assessment and course that the programme offers."),
    "before_visa": N_("{days} days may need a visa or residence title: ask now."),
    "before_guardian": N_("Have the consent of a parent or guardian with you."),
    "before_emergency": N_("Save the emergency numbers of this sheet in your telephone."),
    "company_title": N_("Company sheet"),
    "company_subtitle": N_("trainees proposed for {host}"),
    "company_where": N_("The placements"),
    "company_trainees": N_("Trainees"),
    "trainee": N_("Trainee"),
    "from_to": N_("From and to"),
    "studies": N_("Studies"),
    "to_be_met": N_("To be met at work"),
    "minor_on_first_day": N_("yes, until {last_day_as_minor}"),
    "company_minimal": N_(
        "This sheet holds what the work needs and no more: no surname, birth date, address or background. Keep it with"
        " those who guide the trainees, and destroy it after the stay."
    ),
    "company_minors": N_("Trainees under 18 (Directive 94/33/EC)"),
    "minor_hours": N_("At most 8 hours a day and 40 hours a week; two days of rest a week, 12 hours every night."),
    "minor_night": N_("No work at night, and a break of 30 minutes after four and a half hours."),
    "minor_risk": N_("Assess the risks before the first day and tell the trainee, and the guardian, what they are."),
    "minor_hazards": N_("Hazards stated for these placements, under supervision only: {hazards}."),
    "company_asks": N_("What we ask of you"),
    "company_mentor": N_("Name a mentor and tell us by {day}."),
    "company_agreement": N_("Read and sign each learning agreement by {day}."),
    "company_feedback": N_("Talk with the trainee in the first days and at half-time, and sign the transcript."),
    "company_withdraw": N_("If you cannot take somebody, tell the hosting partner at once, with the reason."),
}

_PROGRAMME: Mapping[str, Words] = {
    "programme_title": N_("Group programme"),
    "programme_subtitle": N_("{who} in {city}"),
    "programme_alone": N_("Participants who travel individually"),
    "programme_group": N_("Group {group}"),
    "the_stay": N_("The stay"),
    "people": N_("People"),
    "people_counted": N_("{people}: {learners} and {companions}"),
    "participants": N_("Participants"),
    "participant": N_("Participant"),
    "accompanying": N_("Accompanying persons"),
    "accompanying_note": N_(
        "They use beds and no company place, and stay for the whole mobility unless agreed otherwise."
    ),
    "milestones": N_("Milestones"),
    "milestone": N_("What"),
    "due": N_("By"),
    "milestone_companies": N_("Companies confirmed"),
    "milestone_flights": N_("Journey booked"),
    "milestone_rooms": N_("Rooms shared out, placement sheets handed over"),
    "milestone_agreements": N_("Learning agreements signed"),
    "milestone_first_day": N_("First day: welcome, rules of the house, way to work"),
    "milestone_first_check": N_("First check at every company: timetable, tasks, mentor"),
    "milestone_half": N_("Half-time talk with each participant"),
    "milestone_last_day": N_("Last day: assessment complete, transcripts signed"),
    "milestone_documents": N_("Europass Mobility and participant reports"),
    "weeks": N_("Week by week"),
    "week": N_("Week"),
    "at_work": N_("At work"),
    "at_work_words": N_("tasks of each learning agreement"),
    "together": N_("Together (language, culture, visits)"),
}

_WARNINGS: Mapping[str, Words] = {
    "warning_minor_without_guardian": N_(
        "born {birth_date}, so under 18 on the first day, and no parent or guardian is named: a guardian signs too"
    ),
    "warning_birth_date_missing": N_("the birth date is not stated: whether a guardian must sign is not known"),
    "warning_signed_after_start": Counted(
        "days",
        "signed for {party} on {signed_on}, {days} day after the start on {first_day}: sign before the first day",
        "signed for {party} on {signed_on}, {days} days after the start on {first_day}: sign before the first day",
    ),
    "warning_title_missing": N_("no study title is stated: write the title of the qualification"),
    "warning_school_type_as_title": N_("“{title}” names a type of school, not a qualification: write its title"),
    "warning_title_not_understood": N_(
        "the study title “{title}” stands for no study field yet: confirm it in confirmations.csv"
    ),
    "warning_level_missing": N_("the level in the European Qualifications Framework is not stated"),
    "warning_outcomes_missing": N_("the placement states no tasks: agree tasks and outcomes with the host"),
    "warning_outcomes_foreign_to_profile": N_("the learner studies {field}, the tasks are of {outcomes}: not coherent"),
    "warning_outcomes_foreign_to_host": N_(
        "the tasks are of {outcomes}, the line of business of {host} is NACE {nace}: not coherent"
    ),
    "warning_days_miscounted": Counted(
        "stated",
        "column {heading} states {stated} day; from {first_day} to {last_day}, both counted, there are {counted}",
        "column {heading} states {stated} days; from {first_day} to {last_day}, both counted, there are {counted}",
    ),
    "warning_length_outside_activity": Counted(
        "counted",
        "{counted} day is not {fewest} to {most}, the length of: {activity}",
        "{counted} days are not {fewest} to {most}, the length of: {activity}",
    ),
    "warning_visa_in_time": N_(
        "{counted} days pass the 90 visa-free days for nationals of {country} in {host_country}: a visa or residence"
        " title is needed in time"
    ),
    "warning_learner_unnamed": N_("the learner's name is not given: it is written by hand"),
    "warning_learner_without_contact": N_("no e-mail and no telephone of the learner"),
    "warning_learner_without_emergency_contact": N_("nobody to call in an emergency is named for the learner"),
    "warning_contact_missing": N_("{role} of the {side} is not named ({organisation})"),
    "warning_one_person_only": N_("the {side} names one and the same person for everything ({organisation}): name two"),
    "warning_same_person_on_both_sides": N_("{name} is responsible on both sides: two different persons sign"),
    "warning_telephone_without_country": N_(
        "the telephone number {phone} of {name} begins with neither + nor 00 and a country code"
    ),
    "side_sending": N_("sending organisation"),
    "side_host": N_("host organisation"),
    "role_responsible": N_("the responsible person"),
    "role_mentor": N_("the mentor"),
    "role_emergency": N_("the emergency contact"),
    "role_administrative": N_("the administrative contact"),
}

_CALENDAR: Mapping[str, Words] = {
    "event_learner": N_("Placement at {host}, {city}"),
    "event_group": N_("Group {group} in {city}"),
    "event_trainee": N_("{learner} at {host}"),
    "event_words": N_("{tasks}. Run {run}."),
    "event_people": N_("{learners}, {companions}. Run {run}."),
}

SENTENCES: Mapping[str, Words] = {**_COMMON, **_AGREEMENT, **_SHEETS, **_PROGRAMME, **_WARNINGS, **_CALENDAR}
