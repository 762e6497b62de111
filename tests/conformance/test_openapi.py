"""The published description: valid, whole, with examples that fit; and refusals as it says."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client
from django.urls import URLPattern
from openapi_spec_validator import validate

from modellregion.api.describing import operations
from modellregion.api.openapi import description
from modellregion.kernel.http.endpoints import GROUP_NAMES
from modellregion.kernel.http.programs import PROBLEM_TYPE, is_for_programs, methods_of
from modellregion.site.urls import DESK, PORTAL, urlpatterns
from tests.e2e.examiner import NOT_PAGES

HEALTH = [one for one in urlpatterns if isinstance(one, URLPattern)]
ROUTES = {str(route.name): route for route in [*HEALTH, *PORTAL, *DESK]}
# What the portal sends that is no page and yet for people: documents they keep, forms they send, where the browser is led.
FOR_PEOPLE = {
    "account_answer", "account_basket", "account_draft", "account_file", "account_logout", "basket_receipt", "begin",
    "catalogue_dossier", "claim_code", "claim_mandate", "claim_receipt", "claim_request", "continue", "opinion_file",
    "payment_receipt", "put_into_basket", "redraw", "status_document", "status_notice",
}  # fmt: skip


def _document(language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(description(language))
    return found


def _described() -> dict[str, dict[str, Any]]:
    return {one["operationId"]: one for path in _document()["paths"].values() for one in path.values()}


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_openapi(language: str) -> None:
    validate(_document(language))


def test_it_is_the_same_in_both_languages_but_for_the_words() -> None:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            words = {"summary", "description", "tags"}
            return {name: bare(one) for name, one in value.items() if name not in words}
        return [bare(one) for one in value] if isinstance(value, list) else value

    assert bare(_document("de")) == bare(_document("en"))
    assert _document("de") != _document("en")


def test_every_address_for_programs_is_described() -> None:
    meant = {name for name, route in ROUTES.items() if is_for_programs(route.callback)}
    assert set(_described()) == meant
    no_pages = {str(route.name) for route in PORTAL} & set(NOT_PAGES)
    assert no_pages - meant == FOR_PEOPLE, (
        "an address that is no page is described, or named as one for people"
    )
    assert [name for name in meant if name in {str(route.name) for route in DESK}] == []


def test_methods_and_parts_are_those_of_the_address() -> None:
    for operation in operations():
        endpoint, view = operation.endpoint, ROUTES[operation.endpoint.route].callback
        assert methods_of(view) - {"HEAD"} == {endpoint.method}, endpoint.route
        assert {part.name for part in operation.parts} == set(endpoint.path), endpoint.route
        assert set(endpoint.query) <= set(_document()["paths"][operation.path]) | {
            parameter["name"] for parameter in _described()[endpoint.route]["parameters"]
        }
        assert endpoint.group in GROUP_NAMES


def test_examples_fit() -> None:
    document = _document()
    checked = 0
    for operation in _described().values():
        for parameter in operation["parameters"]:
            if "example" in parameter:
                checked += 1
                jsonschema_rs.validate(parameter["schema"], parameter["example"])
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (one for body in bodies for one in body.get("content", {}).values()):
            if "example" in content:
                checked += 1
                whole = {**content["schema"], "components": document["components"]}
                jsonschema_rs.validate(whole, content["example"])
    assert checked > 20


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_lists_them_all(prefix: str) -> None:
    page = Client().get(f"{prefix}/api/").content.decode()
    for operation in operations():
        assert f"<code>{operation.endpoint.method} {operation.path}</code>" in page
        assert f'id="{operation.endpoint.route}"' in page
    assert "titel, neu, genutzt, angepasst</code>" in page, "the values that a parameter may have"
    document = Client().get(f"{prefix}/api/openapi.json")
    assert json.loads(document.content) == _document("en" if prefix else "de")
    assert document.headers["Content-Type"] == "application/json"
    assert f'href="{prefix}/api/openapi.json"' in page
    assert f'href="{prefix}/api/"' in Client().get(f"{prefix}/katalog/").content.decode()


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM_TYPE)
    found: dict[str, Any] = json.loads(answer.content)
    schema = {"$ref": "#/components/schemas/Problem", "components": _document()["components"]}
    jsonschema_rs.validate(schema, found)
    assert found["status"] == status
    assert re.fullmatch(r"[A-ZÄÖÜ„].*[.]", found["detail"]), "a sentence"
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/katalog/gibt-es-nicht/paket.zip",
        "/nirgendwo/siegel.pem",
        "/nirgendwo/journal/schluessel.txt",
        "/paderborn/zahlen/gewerbeanmeldung/gibt-es-nicht/zahlen.json",
        "/paderborn/konto/gibt-es-nicht/metadata.xml",
        "/paderborn/vorgang/ABCD/beleg.json",
        "/paderborn/vorgang/%00/beleg.json",
        f"/paderborn/vorschlaege/{'0' * 64}.json",
        "/paderborn/vorschlaege/%00.json",
        "/paderborn/vorschlaege/%C3%28.json",
    ],
)
def test_what_is_not_there_is_a_problem_and_no_page(path: str) -> None:
    assert _problem(Client().get(path), 404)["code"] == "not_found"


@pytest.mark.django_db
def test_an_address_that_there_is_not_answers_as_the_program_accepts() -> None:
    _problem(Client().get("/katalog/index.xml", headers={"Accept": "application/json"}), 404)
    page = Client().get("/katalog/index.xml", headers={"Accept": "text/html, application/json"})
    assert page.headers["Content-Type"].startswith("text/html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"sortierung": "x"}, ("sortierung", "genutzt")),
        ({"sort": "neu"}, ("suche", "sortierung")),
        ({"katalog": "x"}, ("katalog", "anderswo")),
        ({"suche": "x" * 201}, ("suche", "200")),
    ],
)
def test_a_wrong_parameter_is_named(query: dict[str, str], names: tuple[str, ...]) -> None:
    problem = _problem(Client().get("/katalog/tabelle.csv", query), 400)
    assert problem["code"] == "wrong_parameter"
    assert all(name in problem["detail"] for name in names)
    assert Client().get("/katalog/", query).status_code == 200, (
        "a person's page leaves out what it does not offer"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "QUERY"])
def test_other_methods_are_refused_everywhere(method: str) -> None:
    for path in ("/katalog/index.json", "/paderborn/journal/checkpoint.txt", "/gesundheit"):
        answer = Client().generic(method, path)
        _problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"
    page = Client().generic(method, "/paderborn/")
    assert (page.status_code, page.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert "<html" in page.content.decode()


@pytest.mark.django_db
def test_too_much_is_a_problem() -> None:
    for size in (1_100_000, 9_000_000):
        answer = Client().post("/katalog/vorschlaege/", b"x" * size, content_type="application/json")
        assert _problem(answer, 413)["code"] == "too_large"


@pytest.mark.django_db
def test_pages_of_others_may_read_what_is_open_and_nothing_else() -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    for operation in operations():
        answer = Client().generic(operation.endpoint.method, operation.example, headers=foreign)
        if operation.endpoint.route == "api_description":
            assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
        elif operation.endpoint.route == "open_figure_data":
            _problem(answer, 404)  # let in; src/modellregion/opendata/tests see the numbers themselves
        else:
            _problem(answer, 403)
            assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    stranger = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.1.2.3, 203.0.113.77")
    for _ in range(61):
        answer = stranger.post("/katalog/vorschlaege/", b"[]", content_type="application/json")
    assert _problem(answer, 429)["code"] == "too_many"
    assert int(answer.headers["Retry-After"]) > 0
