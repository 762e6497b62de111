"""The guide for clerks says what the packages do: recipients, fees, numbers of the services."""

import re

from tests.support.notices import CHANGE, CLOCK, NOTICES, REGISTRATION, ROOT, package

GUIDE = (ROOT / "docs" / "services" / "gewerbe.md").read_text(encoding="utf-8")


def spans(numbers: frozenset[str]) -> str:
    """Write field numbers as a guide does: »1–12, 14, 15«."""
    groups: list[list[int]] = []
    for number in sorted(map(int, numbers)):
        if groups and groups[-1][-1] == number - 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(
        f"{group[0]}–{group[-1]}" if len(group) > 2 else ", ".join(map(str, group)) for group in groups
    )


def test_the_table_of_recipients_is_the_packages() -> None:
    cells: dict[str, list[str]] = {}
    for column, service in enumerate(NOTICES):
        for rule in package(service).exchange.recipients:
            cells.setdefault(rule.name, ["–"] * len(NOTICES))[column] = spans(rule.fields)
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", _section("Wer welche Angaben bekommt"), re.MULTILINE
    )
    assert {name: found for name, *found in rows if name != "Empfänger" and "---" not in name} == cells


def test_the_amounts_are_the_tables() -> None:
    section = _section("Gebühren")
    for service in (REGISTRATION, CHANGE):
        for who, count in (("natural_person", 1), ("legal_person", 2)):
            names = {"rechtsform_person": who, "personen": [{"art": None}] * count, "gruende": ["verlegung"]}
            for line in package(service).fee(names, CLOCK.today()).positions:
                assert f"| {line.cents // 100} € |" in section


def test_the_services_are_named_with_their_keys() -> None:
    for service in NOTICES:
        info = package(service).service
        assert f"| {info.form} | {info.leika} |" in GUIDE


def _section(title: str) -> str:
    return GUIDE.split(f"## {title}\n")[1].split("\n## ")[0]
