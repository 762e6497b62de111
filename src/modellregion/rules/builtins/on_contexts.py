"""Functions of contexts (DMN 1.5 § 10.3.4.10)."""

from modellregion.rules.builtins.registry import builtin
from modellregion.rules.errors import NoValueError
from modellregion.rules.evaluation import Run, Value


@builtin("get value(m: context, key: string)")
def get_value(entries: dict[str, Value], key: str) -> Value:
    """Give the entry of a key."""
    if key not in entries:
        raise NoValueError(f"The context has no entry {key!r}.")
    return entries[key]


@builtin("get entries(m: context)")
def get_entries(entries: dict[str, Value]) -> list[Value]:
    """Give a list of contexts with ``key`` and ``value``."""
    return [{"key": key, "value": value} for key, value in entries.items()]


@builtin("context(entries: list)")
def context(entries: list[Value]) -> dict[str, Value]:
    """Build a context of contexts with ``key`` and ``value``; null when a key is missing or comes twice."""
    built: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise NoValueError("A context is built of contexts with a key and a value.")
        if entry["key"] in built:
            raise NoValueError(f"The key {entry['key']!r} comes twice.")
        built[entry["key"]] = entry["value"]
    return built


@builtin("context put(context: context, key: string, value: any)", with_run=True)
def context_put(run: Run, entries: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """Give the context with one entry added or replaced."""
    run.charge(1 + len(entries) // 10)
    return {**entries, key: value}


@builtin("context put(context: context, keys: list, value: any)", with_run=True)
def context_put_inside(
    run: Run, entries: dict[str, Value], keys: list[Value], value: Value
) -> dict[str, Value]:
    """Give the context with an entry of a context inside it added or replaced."""
    if not keys or any(type(key) is not str for key in keys):
        raise NoValueError("The keys must be texts, at least one.")
    path: list[dict[str, Value]] = [entries]
    for key in keys[:-1]:
        inner = path[-1].get(key)
        if type(inner) is not dict:
            raise NoValueError(f"There is no context at {key!r}.")
        path.append(inner)
    changed = value
    for outer, key in zip(reversed(path), reversed(keys), strict=True):
        changed = context_put(run, outer, key, changed)
    return changed  # type: ignore[no-any-return] # at least one round has made it a context


@builtin("context merge(contexts: list)", with_run=True)
def context_merge(run: Run, contexts: list[Value]) -> dict[str, Value]:
    """Put contexts together; of entries with one key the last one stays."""
    merged: dict[str, Value] = {}
    for one in contexts:
        if type(one) is not dict:
            raise NoValueError("Only contexts can be merged.")
        run.charge(1 + len(one) // 10)
        merged.update(one)
    return merged
