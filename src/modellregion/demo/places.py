"""Streets of the demo region's municipalities: real ones, recalled; the house numbers on them are invented."""

from random import Random

from modellregion.region.api import BodyEntry

# Postcode and streets with that postcode.
STREETS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "paderborn": (
        ("33098", ("Westernstraße", "Kamp", "Rosenstraße", "Marienstraße", "Königstraße", "Giersstraße", "Borchener Straße", "Husener Straße", "Schildern", "Rathausplatz")),
        ("33100", ("Detmolder Straße", "Driburger Straße")),
        ("33102", ("Bahnhofstraße", "Riemekestraße", "Neuhäuser Straße", "Elsener Straße", "Fürstenweg", "Dubelohstraße")),
        ("33104", ("Schloßstraße", "Bielefelder Straße")),
        ("33106", ("Von-Ketteler-Straße", "Frankfurter Weg")),
    ),
    "bielefeld": (
        ("33602", ("Niederwall", "Obernstraße", "Bahnhofstraße", "August-Bebel-Straße", "Kreuzstraße", "Alfred-Bozi-Straße")),
        ("33604", ("Oststraße", "Detmolder Straße")),
        ("33607", ("Heeper Straße", "Teutoburger Straße")),
        ("33613", ("Jöllenbecker Straße",)),
        ("33615", ("Stapenhorststraße",)),
        ("33617", ("Artur-Ladebeck-Straße",)),
        ("33647", ("Hauptstraße",)),
    ),
    "delbrueck": (
        ("33129", ("Lange Straße", "Marktstraße", "Oststraße", "Boker Straße", "Rietberger Straße", "Graf-Sporck-Straße", "Kirchplatz")),
    ),
    "aachen": (
        ("52062", ("Adalbertstraße", "Großkölnstraße", "Pontstraße", "Theaterstraße", "Peterstraße")),
        ("52064", ("Jakobstraße", "Franzstraße", "Lütticher Straße")),
        ("52066", ("Oppenhoffallee", "Bismarckstraße")),
        ("52070", ("Jülicher Straße", "Krefelder Straße")),
        ("52074", ("Vaalser Straße",)),
    ),
    "gelsenkirchen": (
        ("45879", ("Bahnhofstraße", "Ebertstraße", "Hauptstraße", "Ringstraße")),
        ("45881", ("Schalker Straße", "Overwegstraße", "Kurt-Schumacher-Straße")),
        ("45886", ("Bochumer Straße",)),
        ("45894", ("Hochstraße", "De-la-Chevallerie-Straße")),
        ("45899", ("Horster Straße", "Essener Straße")),
    ),
    "soest": (
        ("59494", ("Brüderstraße", "Rathausstraße", "Jakobistraße", "Marktstraße", "Thomästraße", "Walburgerstraße", "Niederbergheimer Straße", "Arnsberger Straße", "Grandweg", "Nöttenstraße", "Ulricherstraße")),
    ),
    "wuppertal": (
        ("42103", ("Herzogstraße", "Poststraße", "Luisenstraße")),
        ("42105", ("Friedrichstraße",)),
        ("42107", ("Gathe", "Uellendahler Straße")),
        ("42275", ("Werth", "Höhne", "Berliner Straße")),
        ("42285", ("Friedrich-Engels-Allee",)),
        ("42289", ("Heckinghauser Straße",)),
        ("42329", ("Kaiserstraße",)),
    ),
}  # fmt: skip

Address = dict[str, str]


def address(rng: Random, body: BodyEntry) -> Address:
    """Return an address in a municipality; where no street is known, at its town hall's square."""
    parts = STREETS.get(body.slug, ((body.postcode or "33098", ("Rathausplatz",)),))
    postcode, streets = rng.choices(parts, [len(streets) for _, streets in parts])[0]
    number = str(rng.randint(1, 180)) + (rng.choice("abc") if rng.random() < 0.12 else "")
    return {
        "staat": "000",
        "strasse": rng.choice(streets),
        "hausnummer": number,
        "plz": postcode,
        "ort": body.town or body.short_name,
    }
