"""The shipped register of municipalities against the official lists, row by row."""

import csv
import os
from pathlib import Path

import pytest

from modellregion.region.directory import DistrictKind, MunicipalityKind, directory

STANDARDS = Path(
    os.environ.get("MODELLREGION_STANDARDS") or Path(__file__).resolve().parents[3] / "shared" / "standards"
)
FOLDER = STANDARDS / "ags-ars-nrw"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the official municipality lists are not here; set MODELLREGION_STANDARDS to their folder",
)

KINDS = {
    "Kreisfreie Stadt": MunicipalityKind.DISTRICT_FREE_CITY,
    "Stadt": MunicipalityKind.TOWN,
    "Kreisangehoerige Gemeinde": MunicipalityKind.MUNICIPALITY,
}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_municipalities_agree_row_by_row() -> None:
    official = sorted(_rows("gemeinden_nrw.csv"), key=lambda row: row["ags"])
    assert len(official) == len(directory().municipalities)
    for row, ours in zip(official, directory().municipalities, strict=True):
        assert (ours.ags, ours.ars, ours.name) == (row["ags"], row["ars"], row["name"])
        assert ours.kind is KINDS[row["gemeindetyp"]], ours.name
        assert ours.district.key == row["kreis_schluessel"], ours.name
        assert ours.district.name == row["kreis"], ours.name
        assert ours.government_region.key == row["regierungsbezirk_schluessel"], ours.name
        assert ours.seat_postcode == row["plz_verwaltungssitz"], ours.name
        assert ours.population == int(row["bevoelkerung_2022_12_31"]), ours.name
        assert ours.area_hectares == int(row["flaeche_ha"]), ours.name


def test_districts_agree_row_by_row() -> None:
    official = sorted(_rows("kreise_nrw.csv"), key=lambda row: row["kreis_schluessel"])
    assert len(official) == len(directory().districts)
    for row, ours in zip(official, directory().districts, strict=True):
        assert (ours.key, ours.name, ours.seat) == (
            row["kreis_schluessel"],
            row["name"],
            row["verwaltungssitz"],
        )
        assert ours.government_region.name == row["regierungsbezirk"]
        assert (ours.kind is DistrictKind.DISTRICT_FREE_CITY) == (row["typ"] == "Kreisfreie Stadt")


def test_government_regions_agree_row_by_row() -> None:
    official = [
        (row["schluessel"], row["name"], row["verwaltungssitz"]) for row in _rows("regierungsbezirke_nrw.csv")
    ]
    assert [(one.key, one.name, one.seat) for one in directory().government_regions] == official
