"""Files of others as forms of FIM: what is refused and how, that nothing is half-written, and the way there and back."""

import argparse
import tomllib
from pathlib import Path

import pytest
import tomli_w

from modellregion.cli.package import export_fim as export_command
from modellregion.cli.package import import_fim as import_command
from modellregion.packages.api import PackageError, PackageFiles, check_package, compile_package, export_fim
from modellregion.packages.fim.reading import read_fim
from tests.support.fim import (
    LIST,
    NO_PREFILL,
    NOW,
    RULE,
    data_field,
    group,
    imported,
    message,
    part,
)
from tests.support.packages import SERVICES, with_file


def _errors(files: PackageFiles) -> list[str]:
    return [str(finding) for finding in check_package(files) if not finding.is_warning]


# --- Files of others ------------------------------------------------------------------------------------------

DEEP = group("G05000000001", part(group("G05000000002", part(group("G05000000001", part(data_field("F05000000001")))))))  # fmt: skip
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x y="&b;">&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (message(namespace="urn:xoev-de:fim:standard:xdatenfelder_4"), "xdatenfelder_4"),
        (b"<html><body/></html>", "is no message of FIM"),
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        (b"<x" + b" " * 10_000_000 + b"/>", "larger than 8 MB"),
        (b"GIF89a", "no readable XML"),
        (b"", "no readable XML"),
        (b'{"modul_text": [', "neither XML nor JSON"),
        (message(part(DEEP)), "stands inside itself: S05000000001 > G05000000001 > G05000000002 > G05000000001"),
        (message(part(data_field(""))), "<id> is missing or empty"),
        (message(part(data_field("F05000000001"), "viele")), "no number of times"),
        (message("<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt/></x:struktur>"), "neither a field nor a group"),
        (LIST, "None of the files is a form"),
        (LIST.replace(b"<CanonicalUri>urn:de:muster:codeliste:tiere</CanonicalUri>", b"").replace(b"<CanonicalVersionUri>urn:de:muster:codeliste:tiere_2</CanonicalVersionUri>", b""), "no <CanonicalUri>"),
        (b"<a>" * 300 + b"</a>" * 300, "no readable XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_written(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "formular.xml"
    source.write_bytes(content)
    assert import_command.run(_options([source], tmp_path / "neu")) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1, lines
    assert words in lines[0]
    assert "passwd" not in lines[0]
    assert [path.name for path in tmp_path.iterdir()] == ["formular.xml"]


def _options(files: list[Path], into: Path, **said: str) -> argparse.Namespace:
    values = {"archetype": "antrag", "title": "", "leika": "", "publisher": "Stadt Paderborn", **said}
    return argparse.Namespace(file=files, into=into, **values)


def test_the_commands_go_there_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, folder, out = tmp_path / "formular.xml", tmp_path / "hund", tmp_path / "hund.xml"
    source.write_bytes(message(part(data_field("F05000000001", NO_PREFILL))))
    assert import_command.run(_options([source], folder)) == 0
    assert "1 fields. Next:" in capsys.readouterr().out
    assert export_command.run(argparse.Namespace(folder=folder, out=out)) == 0
    assert read_fim(out.read_bytes()).fields == read_fim(source.read_bytes()).fields
    assert import_command.run(_options([source], folder)) == 1
    assert "exists already" in capsys.readouterr().out
    assert import_command.run(_options([tmp_path / "fehlt.xml"], tmp_path / "x")) == 1
    assert "cannot be read" in capsys.readouterr().out
    assert export_command.run(argparse.Namespace(folder=tmp_path / "fehlt", out=out)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["formular.xml", "hund", "hund.xml"]


def test_process_and_tables_come_along_untouched() -> None:
    process = (SERVICES / "gewerbeabmeldung" / "process.bpmn").read_bytes()
    table = (SERVICES / "gewerbeabmeldung" / "rules" / "gebuehren.dmn").read_bytes()
    made = imported(message(part(data_field("F05000000001"))), process, table)
    assert made.files.contents["process.bpmn"] == process
    assert [content for name, content in made.files.contents.items() if name.endswith(".dmn")] == [table]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table["groups"]["G05000000001:1.0.0"]["parts"][0].update(element="G05000000001:1.0.0"), "stands inside itself"),
        (lambda table: table["groups"]["G05000000001:1.0.0"]["parts"][0].update(element="F1"), "refers to F1"),
        (lambda table: table.update(root="S1"), "There is no element S1"),
        (lambda table: table.update(groups={**table["groups"], **{f"G{n}": {"id": f"G{n}", "name": "x", "parts": [{"element": f"G{n + 1}", "count": "1:1"}] * 2} for n in range(40)}, "G40": {"id": "G40", "name": "x"}}, root="G0"), "More than 20000 places"),
    ],
)  # fmt: skip
def test_a_strangers_fim_file_cannot_keep_the_check_busy(change: object, words: str) -> None:
    files = imported(message(part(group("G05000000001", part(data_field("F05000000001")))))).files
    table = tomllib.loads(files.contents["fim.toml"].decode())
    change(table)  # type: ignore[operator]
    hostile = with_file(files, "fim.toml", tomli_w.dumps(table))
    assert any(words in error for error in _errors(hostile))
    with pytest.raises(PackageError, match=words):
        export_fim(hostile, created=NOW)


def test_a_fim_file_of_another_shape_is_named_and_stops_no_case() -> None:
    files = imported(message(part(data_field("F05000000001")))).files
    wrong = with_file(files, "fim.toml", 'root = "S1"\nstandard = "xdatenfelder_9"\n')
    assert any("»xdatenfelder_9« is not known here" in error for error in _errors(wrong))
    assert compile_package(wrong).form.fields
    with pytest.raises(PackageError, match="standard"):
        export_fim(wrong, created=NOW)


@pytest.mark.parametrize("more", ["<a", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_a_strangers_rule_cannot_break_the_export(more: str) -> None:
    files = imported(message(part(data_field("F05000000001")), rules=RULE)).files
    table = tomllib.loads(files.contents["fim.toml"].decode())
    table["rules"]["R05000000001:1.0.0"]["more"] = [more]
    with pytest.raises(PackageError, match="cannot be written as XML"):
        export_fim(with_file(files, "fim.toml", tomli_w.dumps(table)), created=NOW)
