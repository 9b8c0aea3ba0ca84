"""The round's nouns as rows of the store, ready for bulk inserts, and back."""

from matcher.store.rows_of.columns import Values
from matcher.store.rows_of.learners import learner_of, learner_values, skills_of
from matcher.store.rows_of.placements import placement_of, placement_values
from matcher.store.rows_of.small_tables import (
    confirmation_of,
    confirmation_values,
    destination_of,
    destination_values,
    flow_cell_of,
    flow_cell_values,
    group_of,
    group_values,
    pin_of,
    pin_values,
    previous_of,
    previous_values,
    sending_partner_of,
    sending_partner_values,
    stay_of,
    stay_values,
)

__all__ = [
    "Values",
    "confirmation_of",
    "confirmation_values",
    "destination_of",
    "destination_values",
    "flow_cell_of",
    "flow_cell_values",
    "group_of",
    "group_values",
    "learner_of",
    "learner_values",
    "pin_of",
    "pin_values",
    "placement_of",
    "placement_values",
    "previous_of",
    "previous_values",
    "sending_partner_of",
    "sending_partner_values",
    "skills_of",
    "stay_of",
    "stay_values",
]
