"""Whether the elements of ``fim.toml`` make one tree of bearable size; a stranger may have written it."""

from modellregion.packages.schema.fim import Fim, FimField, FimGroup, FimSchema

PLACES_MAX = 20_000


def flaw(fim: Fim) -> tuple[str, str] | None:
    """Return the element and a sentence for the first thing that keeps the elements from being a tree; else None."""
    known = {*fim.schemas, *fim.groups, *fim.fields}
    holders: dict[str, FimSchema | FimGroup] = {**fim.schemas, **fim.groups}
    for key, holder in holders.items():
        for part in holder.parts:
            if part.element not in known:
                return key, f"It refers to {part.element}, which there is not."
    all_elements: dict[str, FimSchema | FimGroup | FimField] = {**holders, **fim.fields}
    for key, element in all_elements.items():
        for rule in element.rules:
            if rule not in fim.rules:
                return key, f"It refers to the rule {rule}, which there is not."
    if fim.root not in known:
        return "root", f"There is no element {fim.root}."
    return _tree(fim)


def _tree(fim: Fim) -> tuple[str, str] | None:
    """Count the places below each element, the innermost first; what is met again on the way down stands in itself."""
    sizes: dict[str, int] = {}
    above: list[str] = []
    waiting = [(fim.root, False)]
    while waiting:
        key, is_done = waiting.pop()
        if is_done:
            above.pop()
            sizes[key] = 1 + sum(sizes[part.element] for part in fim.parts_of(key))
            if sizes[key] > PLACES_MAX:
                return key, f"More than {PLACES_MAX} places stand below it; that is no form."
        elif key in above:
            return key, "It stands inside itself."
        elif key not in sizes:
            above.append(key)
            waiting.append((key, True))
            waiting.extend((part.element, False) for part in fim.parts_of(key))
    return None
