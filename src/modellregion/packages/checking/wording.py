"""Whether people can read it: languages, help, length of sentences, reading level."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from modellregion.packages.files import PackageFiles, PackageFinding
from modellregion.packages.package import Package

SENTENCE_WORDS_MAX = 28
LIX_MAX = 60
"""Above 60 a German text reads like a legal commentary (Björnsson's readability index, LIX)."""
LIX_WORDS_MIN = 40
LONG_WORD = 7
NEEDED_TEXTS = ("teaser", "what", "who", "documents", "cost", "time", "data", "next")
# Kinds whose control explains itself.
_SELF_EXPLANATORY = frozenset(
    {"yes_no", "confirmation", "choice", "choices", "address", "date", "email", "phone", "web"}
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<![0-9])[.!?:;](?:\s|$)|\n")


def check_wording(package: Package, files: PackageFiles) -> Iterator[PackageFinding]:
    """Yield texts that are missing or hard to read. All are warnings but a missing description."""
    german = package.texts.get("de", {})
    service = german.get("service", {})
    for key in NEEDED_TEXTS:
        if not service.get(key):
            yield PackageFinding("texts/de.toml", f"service.{key}", f"The description lacks »{key}«.")
    if "en" not in package.texts:
        sentence = "There are no English texts; the portal then shows German to everybody."
        yield PackageFinding("texts/en.toml", "", sentence, is_warning=True)
    for language, table in package.texts.items():
        if language != "de":
            yield from _untranslated(package, files, language, table)
    yield from _unexplained(files.table("fields.toml").get("fields", {}))
    for file, place, text in _texts(files):
        yield from _hard(file, place, text)


def _untranslated(
    package: Package, files: PackageFiles, language: str, table: Mapping[str, Any]
) -> Iterator[PackageFinding]:
    own = table.get("fields", {})
    missing = [name for name, field in package.form.fields.items() if language not in field.labels]
    missing += [
        f"{field.id}.{item.id}"
        for field in package.form.fields.values()
        for item in field.items
        if language not in item.labels
    ]
    missing += [page.id for page in package.form.pages if language not in page.titles]
    missing += [figure.id for figure in package.figures if figure.id not in table.get("figures", {})]
    if missing and own:
        sentence = f"{len(missing)} labels are not translated: {', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}."
        yield PackageFinding(f"texts/{language}.toml", "fields", sentence, is_warning=True)
    german = files.table("texts/de.toml").get("service", {})
    for key in german:
        if language == "en" and not table.get("service", {}).get(key):
            yield PackageFinding(
                f"texts/{language}.toml", "service", f"The description lacks »{key}«.", is_warning=True
            )


def _unexplained(entries: Mapping[str, Any]) -> Iterator[PackageFinding]:
    for name, entry in entries.items():
        long_label = len(_WORD.findall(entry.get("label", ""))) > 12
        upload = entry.get("type") == "upload"
        if (long_label or upload) and not entry.get("help") and entry.get("type") not in _SELF_EXPLANATORY:
            sentence = "People need help here: say what is meant, with an example (help)."
            yield PackageFinding("fields.toml", f"fields.{name}", sentence, is_warning=True)


def _texts(files: PackageFiles) -> Iterator[tuple[str, str, str]]:
    for name in files.below("texts", ".toml"):
        file = f"texts/{name}.toml"
        for key, text in files.table(file).get("service", {}).items():
            if name == "de" and isinstance(text, str):
                yield file, f"service.{key}", text
    for name, entry in files.table("fields.toml").get("fields", {}).items():
        yield "fields.toml", f"fields.{name}.help", str(entry.get("help", ""))
        for item, own in entry.get("fields", {}).items():
            yield "fields.toml", f"fields.{name}.fields.{item}.help", str(own.get("help", ""))
    for check in files.table("fields.toml").get("checks", []):
        yield "fields.toml", f"check {check.get('id')}.message", str(check.get("message", ""))
    for page in files.table("pages.toml").get("pages", []):
        yield "pages.toml", f"page {page.get('id')} intro", str(page.get("intro", ""))
        for group in page.get("groups", []):
            place = f"page {page.get('id')} group {group.get('id')}"
            yield "pages.toml", f"{place} text", str(group.get("text", ""))
            yield "pages.toml", f"{place} notice", str(group.get("notice", ""))


def _hard(file: str, place: str, text: str) -> Iterator[PackageFinding]:
    sentences = [found for part in _SENTENCE_END.split(text) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return
    longest = max(sentences, key=len)
    if len(longest) > SENTENCE_WORDS_MAX:
        sentence = (
            f"A sentence has {len(longest)} words (»{' '.join(longest[:5])} …«). "
            f"Make two of it: at most {SENTENCE_WORDS_MAX}."
        )
        yield PackageFinding(file, place, sentence, is_warning=True)
    share = 100 * sum(len(word) >= LONG_WORD for word in words) / len(words)
    level = len(words) / len(sentences) + share
    if len(words) >= LIX_WORDS_MIN and level > LIX_MAX:
        sentence = f"This text is hard to read (LIX {level:.0f}, at most {LIX_MAX}). Shorter words and sentences help."
        yield PackageFinding(file, place, sentence, is_warning=True)
