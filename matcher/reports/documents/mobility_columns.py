"""The columns in which the Commission's mobility tools give and take mobilities, and what becomes of each.

Headings and their order are those of the Mobility Tool+ export, the widest of these formats; the Beneficiary Module
changes its layout from call to call: export an empty template from it and copy the columns across by their headings.
"""

from collections.abc import Mapping

_ORGANISATION = (
    *("ID", "PIC", "Legal Name", "Business Name", "Full Legal Name (National Language)", "Acronym"),
    *("National ID (if applicable)", "Department", "Type", "Public Body", "Non-Profit"),
    *("number of employees below 250", "Legal Address", "VAT", "Country", "Region", "P.O. Box", "Post Code", "CEDEX"),
    *("City", "Email", "Website", "Telephone 1", "Telephone 2", "Fax"),
)
_MOBILITY = (
    *("Grant Agreement No.", "Activity No.", "Activity Type", "Long-term Activity", "Participant Id", "First Name"),
    *("Last Name", "Participant Date of Birth", "Participant Gender", "Participant Email", "Nationality"),
    *("Accompanying Person", "Group Leader / Trainer / Facilitator", "Participant With Special Needs"),
    *("Participant With Fewer Opportunities", "European Solidarity Corps volunteer"),
    *("European Solidarity Corps ID Nr", "Participant Group", "Mobility ID"),
)
_JOURNEY = (
    *("Sending Country", "Sending City", "Receiving Country", "Receiving City", "Distance Band", "EU Travel Grant"),
    *("No. of Expensive Domestic Travels", 'Top-up for "Expensive Domestic Travel Cost"'),
    *('Total Top-up for "Expensive Domestic Travel Cost"', "Expensive Domestic Travel Cost Description"),
    *("Total EU Travel Grant", "Total EU Travel Grant - Grant Not Required"),
    "Comments on different location than sending/receiving organisations",
    *("Main Instruction/Work/Volunteering Language", "Native Speaker Or Duly Justified Exception"),
    *("Linguistic Preparation", "Linguistic Preparation Grant", "Linguistic Preparation Grant - Grant Not Required"),
    *("Other Used Language 1", "Other Used Language 2", "Other Used Language 3"),
    *("Start Date", "End Date", "Duration Calculated (days)", "Interruption Duration (days)"),
    *("Duration of Mobility Period (days)", "Travel Days (max. 2)", "Non-Funded Duration (days)"),
    *("Funded Duration (days)", "EU Individual Support", "EU Individual Support - Grant Not Required"),
    *("Organisational Support Grant/Day", "Organisational Support", "Organisational Support - Grant Not Required"),
    *("EU Special Needs Support", "EU Special Needs Support Comments", "Exceptional Costs"),
    *("Exceptional Costs Comments", "Force Majeure ?", "Force Majeure Explanations"),
    *("EU Mobility Total Grant Calculated", "Certifying Organisation ID 1", "Recognition System 1"),
    *("Certifying Organisation ID 2", "Certification Type 2", "Certifying Organisation ID 3", "Certification Type 3"),
    *("Overall Comments", "Participant Report Requested On", "Participant Report Received On", "Draft Mobility"),
)
COLUMNS: tuple[str, ...] = (
    *_MOBILITY,
    *(f"Sending Organisation {name}" for name in _ORGANISATION),
    *(f"Receiving Organisation {name}" for name in _ORGANISATION),
    *_JOURNEY,
)

# Kept out on purpose: the matcher does not hold these, and the tools must not hold more than a rule demands.
LEFT_EMPTY: Mapping[str, str] = {
    "Participant Gender": "not held: it plays no part in a placement. Fill in only if the call's template demands it",
    "Nationality": "not held: countries of residence stand in. Fill in only if the call's template demands it",
    "Participant With Special Needs": "not told: a need is met at the placement, its cause is nobody's business here",
    "EU Special Needs Support Comments": "the cause of a need is nobody's business here",
    "EU Special Needs Support": "a sum of the grant; real costs are claimed in the tool, without the cause",
    "European Solidarity Corps volunteer": "of another programme",
    "European Solidarity Corps ID Nr": "of another programme",
    "Force Majeure Explanations": "nothing has gone wrong yet",
    "Participant Report Requested On": "the tool knows",
    "Participant Report Received On": "the tool knows",
    "EU Travel Grant": "a sum of the grant: the tool reckons it from the distance band",
    "EU Individual Support": "a sum of the grant: the tool reckons it from the funded days",
    "Organisational Support": "a sum of the grant: the tool reckons it",
    "Exceptional Costs": "a sum of the grant, claimed in the tool",
    "EU Mobility Total Grant Calculated": "a sum of the grant: the tool reckons it",
    "Distance Band": "the tool's distance calculator decides it",
    "Travel Days (max. 2)": "travel days come on top of the stay and are agreed with the journey",
    "Funded Duration (days)": "depends on travel days and the grant",
    "Non-Funded Duration (days)": "depends on the grant",
}
FILLED: Mapping[str, str] = {
    "Activity Type": "the stay's activity",
    "Long-term Activity": "Yes for stays of the long-term activity",
    "Participant Id": "the learner's pseudonymous id; of a companion the group's with a number",
    "First Name": "from the contacts given, else empty",
    "Last Name": "from the contacts given, else empty",
    "Participant Date of Birth": "of learners whose names are given too, else empty",
    "Participant Email": "from the contacts given, else empty",
    "Accompanying Person": "Yes for companions, who are records of their own",
    "Participant With Fewer Opportunities": "Yes, No or not stated; never why",
    "Participant Group": "the group that travels together",
    "Mobility ID": "the number of the learning agreement; edit it into the project's own counting",
    "Sending Organisation Legal Name": "the school, else the sending partner",
    "Sending Organisation Country": "the learner's country",
    "Sending Country": "the learner's country",
    "Receiving Organisation Legal Name": "the host; of a companion the hosting partner",
    "Receiving Organisation Country": "the destination's country",
    "Receiving Organisation City": "the destination's city",
    "Receiving Country": "the destination's country",
    "Receiving City": "the destination's city",
    "Main Instruction/Work/Volunteering Language": "the working language that the learner serves best",
    "Start Date": "first day, dd/mm/yyyy",
    "End Date": "last day, dd/mm/yyyy",
    "Duration Calculated (days)": "first and last day counted, travel days not",
    "Duration of Mobility Period (days)": "the same, as no interruption is planned",
    "Interruption Duration (days)": "0",
    "Force Majeure ?": "No",
    "Overall Comments": "the run that it is from",
    "Draft Mobility": "Yes: people complete and confirm it",
}
