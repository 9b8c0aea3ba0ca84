"""What an answer is proven for: in words, which figure counts before which, and among which allocations it is best."""

from collections.abc import Mapping

from matcher.model import Allocation

STAGES: Mapping[str, str] = {
    "placed": "learners placed",
    "retained": "of the published, still placed",
    "unmoved": "of the published, where they were",
    "fit": "total fit",
    "value": "total value",
}
"""The stages of a certificate, as a report names them."""


def keeps_published(answer: Allocation) -> bool:
    """Whether moving few of those published earlier came before fit: the proof says nothing of other allocations."""
    return any(stage["stage"] == "unmoved" for stage in answer.certificate.get("stages", ()))
