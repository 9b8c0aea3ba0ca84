"""Documents from an answer: learning agreements, programmes, sheets, an export for the Commission's tools, calendars.

Everything is written from the same sections, so that every format says the same. The core holds pseudonymous ids only:
names, birth dates and contact persons come from the caller, as `Contacts`.

| step | function |
| --- | --- |
| join an answer with its round and with who people are | `roster_of`, `read_contacts` |
| prefill, with warnings | `learning_agreement` |
| say what stands in it, in any language | `agreement_document`, `placement_sheet`, `company_sheet`, `programme` |
| write it | `rendered`, `calendar_files`, `mobility_rows`, `write_documents`, `write_shared_documents` |
"""

from matcher.reports.documents.agreement import LearningAgreement, Party, Signature
from matcher.reports.documents.agreement_draft import agreement_id, learning_agreement
from matcher.reports.documents.agreement_sections import agreement_document
from matcher.reports.documents.calendars import calendar_files
from matcher.reports.documents.company_sheet import company_sheet
from matcher.reports.documents.contacts import ContactPerson, Contacts, Identity, Organisation
from matcher.reports.documents.contacts_file import CONTACTS, read_contacts
from matcher.reports.documents.folder import (
    Shared,
    Written,
    warning_rows,
    write_documents,
    write_learner_documents,
    write_shared_documents,
)
from matcher.reports.documents.mobility_export import mobility_notes, mobility_rows
from matcher.reports.documents.placement_sheet import placement_sheet
from matcher.reports.documents.programme import parties, programme
from matcher.reports.documents.render import FORMATS, Format, rendered
from matcher.reports.documents.roster import Placed, Roster, roster_of
from matcher.reports.documents.sections import Document, document_text
from matcher.reports.documents.words import ENGLISH, Words

__all__ = [
    "CONTACTS",
    "ENGLISH",
    "FORMATS",
    "ContactPerson",
    "Contacts",
    "Document",
    "Format",
    "Identity",
    "LearningAgreement",
    "Organisation",
    "Party",
    "Placed",
    "Roster",
    "Shared",
    "Signature",
    "Words",
    "Written",
    "agreement_document",
    "agreement_id",
    "calendar_files",
    "company_sheet",
    "document_text",
    "learning_agreement",
    "mobility_notes",
    "mobility_rows",
    "parties",
    "placement_sheet",
    "programme",
    "read_contacts",
    "rendered",
    "roster_of",
    "warning_rows",
    "write_documents",
    "write_learner_documents",
    "write_shared_documents",
]
