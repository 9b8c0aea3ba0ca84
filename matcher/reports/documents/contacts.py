"""Who people are and whom to call: what a caller may add to pseudonymous ids when documents are written."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from matcher.model import Noun


class ContactPerson(Noun):
    """Somebody with a part in an agreement; `signed_on` None: not signed yet."""

    name: str
    email: str = ""
    phone: str = ""
    signed_on: date | None = None

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.name, self.email, self.phone) if part)


class Identity(Noun):
    """Who a learner is. `birth_date` counts only where the round does not state one."""

    given_name: str
    family_name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    birth_date: date | None = None
    guardians: tuple[ContactPerson, ...] = ()
    emergency_contact: str = ""
    signed_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Organisation(Noun):
    """A school, a partner or a host: its legal name and the persons that an agreement has to name."""

    name: str = ""
    address: str = ""
    responsible: ContactPerson | None = None  # signs
    mentor: ContactPerson | None = None  # looks after the learner
    administrative: ContactPerson | None = None
    emergency: ContactPerson | None = None

    @property
    def persons(self) -> tuple[ContactPerson, ...]:
        named = (self.responsible, self.mentor, self.administrative, self.emergency)
        return tuple(person for person in named if person is not None)


class Contacts(Noun):
    """Everything that is known about people, each by the id or name that the round uses for them."""

    learners: Mapping[str, Identity] = Field(default_factory=dict)
    schools: Mapping[str, Organisation] = Field(default_factory=dict)
    sending_partners: Mapping[str, Organisation] = Field(default_factory=dict)
    hosts: Mapping[str, Organisation] = Field(default_factory=dict)
    hosting_partners: Mapping[str, Organisation] = Field(default_factory=dict)
    companions: Mapping[str, tuple[ContactPerson, ...]] = Field(default_factory=dict)  # by group
