"""The attacks on our own loopback: a missing tool gives one sentence, what a tool says is read rightly, forms are found."""

import argparse
from email.message import Message
from pathlib import Path

import pytest

from fuzz import attack, tools
from fuzz.proxy import configuration
from fuzz.targets import Target, kind_of, targets
from modellregion.cli import security
from tests.support.patient import Answer, PatientClient

BASE = "http://127.0.0.1:1"
PAGE = b"""<a href="/suche/?seite=2">weiter</a><a href="/akte/01a22c73-4ba9/">eine</a><a href="/akte/01a22c73-9999/">andere</a>
<a href="https://elsewhere.example/?x=1">fort</a><a href="/bild.png">Bild</a>
<form action="/suche/"><input name="wort"><button>Suchen</button></form>
<form method="post"><input name="csrfmiddlewaretoken" value="t"><input name="code"><button name="weiter" value="ja">Weiter</button></form>"""


class _Site(PatientClient):
    def get(self, path: str) -> Answer:
        headers = Message()
        headers["Content-Type"] = "text/html; charset=utf-8"
        self.asked = [*getattr(self, "asked", []), path]
        return Answer(200, headers, PAGE)


def test_queries_and_forms_are_found_once_and_nothing_outside_is_asked() -> None:
    site = _Site(BASE)
    found = targets(BASE, site, ["/"])
    assert {"GET /suche/ (guest; seite)", "GET /suche/ (guest; wort)"} <= set(map(str, found))
    form = next(one for one in found if one.method == "POST" and one.address == "/")
    assert form.data == "csrfmiddlewaretoken=t&code=Muster&weiter=ja"
    assert site.asked == ["/", "/suche/?seite=2", "/akte/01a22c73-4ba9/"]
    staff = targets(BASE, _Site(BASE), ["/"], "anna.muster")
    assert {one.method for one in staff} == {"GET"}, "commands of the desk are not sent"


def test_what_names_one_among_many_counts_once() -> None:
    assert kind_of("/en/paderborn/vorgang/K7QX-2M4P-88ZT/") == kind_of("/bielefeld/vorgang/K7QX-1111-88ZT/")
    assert kind_of("/paderborn/leistungen/gewerbeanmeldung/") == "/*/leistungen/gewerbeanmeldung/"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"[WARNING] {tools.CLEAN}. Try to increase", []),
        (f"{tools.INJECTED}(s) with a total of 44 requests: Parameter: wort", ["SQL can be injected"]),
        ("[CRITICAL] unable to connect to the target URL", ["not attacked. [CRITICAL] unable to connect"]),
        (f"{tools.CLEAN}\n500 (Internal Server Error) - 3 times", ["3 requests ended with the status 500"]),
        (f"{tools.CLEAN}\n422 (Unprocessable Entity) - 9 times, 429 (Too Many Requests) - 2 times", []),
        ("", ["not attacked"]),
    ],
)
def test_silence_is_no_success(tmp_path: Path, said: str, words: list[str]) -> None:
    program = tmp_path / "sqlmap"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
    program.chmod(0o755)
    found, refused = tools.sqlmap(str(program), BASE, Target("GET", "/suche/?wort=x"))
    assert refused == (2 if "429" in said else 0)
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True)), found


def test_a_missing_tool_gives_one_sentence_and_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    for part in (
        attack.try_sql(BASE, 1),
        attack.try_slow(1, Path("/nowhere"), 1),
        attack.try_tls(1, Path("/nowhere")),
    ):
        assert part[0] == "not tried"
        assert all("is missing, so" in one and "install it (" in one for one in part[1])
    assert len(attack.try_sql(BASE, 1)[1]) == 1


def test_a_part_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    security.configure(parser)
    assert security.run(parser.parse_args(["attack", "xss"])) == 2
    assert "there is no part xss; the parts are sql, slow, tls." in capsys.readouterr().err
    assert security.ATTACKS == attack.PARTS


def test_the_documented_proxy_is_what_the_attack_replaces(tmp_path: Path) -> None:
    text = configuration(8123, 8443, tmp_path)
    assert "listen 127.0.0.1:8443 ssl" in text
    assert "proxy_pass http://127.0.0.1:8123;" in text
    assert "X-Forwarded-For $proxy_add_x_forwarded_for" in text
    assert "/etc/ssl" not in text
