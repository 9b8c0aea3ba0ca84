"""Labels that give the masculine and the feminine at once, taken apart."""


def halves(label: str) -> list[str]:
    """The two names in "direktor/direktorica škole" or "director técnico/directora técnica"; else the label alone."""
    sides = [side.strip() for side in label.split("/")]
    if len(sides) == 1 or not all(sides):
        return [label]
    lengths = [len(side.split()) for side in sides]
    if len(sides) == 2 and (lengths[0] == lengths[1] or 1 < lengths[0] <= lengths[1]):
        return sides
    words = label.split()
    first, last = (" ".join(word.split("/")[end] for word in words) for end in (0, -1))
    return list(dict.fromkeys(half for half in (first, last) if half.strip())) or [label]
