"""Trades that people take up: what they do, how it is classified, and what the law wants to see first."""

from dataclasses import dataclass

CRAFT, TRADE, OTHER, INDUSTRY = "handwerk", "handel", "sonstiges", "industrie"


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade (Tätigkeit). ``noun`` begins the shop's name; ``card`` is the craft card, ``permit`` who gives the permit."""

    activity: str
    noun: str
    kind: str
    insurer: str
    more: tuple[str, ...] = ()
    card: bool = False
    permit: str = ""
    share: int = 10


TRADES = (
    Trade("Friseurhandwerk", "Salon", CRAFT, "bgw", ("Verkauf von Haarpflegeprodukten", "Make-up-Beratung"), card=True, share=18),
    Trade("Elektrotechnik: Planung, Einbau und Wartung von Anlagen", "Elektro", CRAFT, "bg_etem", ("Einbau von Wallboxen",), card=True),
    Trade("Installation von Heizungen und Sanitäranlagen", "Haustechnik", CRAFT, "bg_bau", ("Wartung von Wärmepumpen",), card=True),
    Trade("Maler- und Lackiererarbeiten", "Malerbetrieb", CRAFT, "bg_bau", ("Verlegen von Bodenbelägen",), card=True, share=14),
    Trade("Kraftfahrzeugtechnik: Wartung und Reparatur", "Autowerkstatt", CRAFT, "bghm", ("Handel mit Ersatzteilen", "Reifenservice"), card=True),
    Trade("Tischlerei: Möbelbau und Innenausbau", "Tischlerei", CRAFT, "bghm", ("Montage von Küchen",), card=True),
    Trade("Bäckerei mit Verkauf", "Bäckerei", CRAFT, "bgn", ("Café mit Sitzplätzen",), card=True, share=6),
    Trade("Fliesen-, Platten- und Mosaiklegen", "Fliesen", CRAFT, "bg_bau", card=True, share=12),
    Trade("Maßschneiderei", "Maßatelier", CRAFT, "bg_etem", ("Änderung von Kleidung",), share=6),
    Trade("Gebäudereinigung", "Reinigungsdienst", CRAFT, "bg_bau", ("Reinigung von Fenstern", "Winterdienst"), share=24),
    Trade("Kosmetik und Nagelpflege", "Kosmetikstudio", CRAFT, "bgw", ("Verkauf von Pflegeprodukten",), share=16),
    Trade("Fotografie", "Fotostudio", CRAFT, "bg_etem", ("Verkauf von Bilderrahmen",), share=8),
    Trade("Einzelhandel mit Blumen und Pflanzen", "Blumen", TRADE, "bghw", ("Gestaltung von Festen",), share=6),
    Trade("Onlinehandel mit Bekleidung und Accessoires", "Versand", TRADE, "bghw", ("Handel mit Schmuck",), share=40),
    Trade("Einzelhandel mit Lebensmitteln", "Feinkost", TRADE, "bghw", ("Verkauf von Getränken",), share=10),
    Trade("Großhandel mit Obst und Gemüse", "Fruchthandel", TRADE, "bghw", share=4),
    Trade("Handel mit gebrauchten Kraftfahrzeugen", "Autohandel", TRADE, "bghw", ("Vermittlung von Fahrzeugen",), share=14),
    Trade("Buchhandlung", "Bücherstube", TRADE, "bghw", ("Verkauf von Schreibwaren",), share=3),
    Trade("Handel mit Fahrrädern, Reparatur", "Radhaus", TRADE, "bghw", ("Verleih von Fahrrädern",), share=5),
    Trade("Kiosk: Verkauf von Zeitschriften, Tabak und Getränken", "Kiosk", TRADE, "bghw", share=9),
    Trade("Gaststätte mit Ausschank von Alkohol", "Gasthaus", OTHER, "bgn", ("Außer-Haus-Verkauf von Speisen",), permit="Ordnungsamt", share=14),
    Trade("Imbiss ohne Ausschank von Alkohol", "Imbiss", OTHER, "bgn", ("Lieferung von Speisen",), share=18),
    Trade("Vermittlung von Versicherungen", "Versicherungskontor", OTHER, "vbg", permit="Industrie- und Handelskammer", share=8),
    Trade("Vermittlung von Immobilien und Darlehen", "Immobilien", OTHER, "vbg", permit="Industrie- und Handelskammer", share=10),
    Trade("Bewachung von Gebäuden und Veranstaltungen", "Sicherheit", OTHER, "vbg", permit="Ordnungsamt", share=4),
    Trade("Entwicklung von Software, Beratung in der Informationstechnik", "Softwarebüro", OTHER, "vbg", ("Handel mit Computern",), share=34),
    Trade("Gestaltung von Webseiten und Werbung", "Werbeatelier", OTHER, "vbg", ("Druck von Werbemitteln",), share=26),
    Trade("Hausmeisterdienste, Garten- und Landschaftspflege", "Hausservice", OTHER, "bg_bau", ("Entrümpelung", "Winterdienst"), share=28),
    Trade("Transport von Gütern mit Fahrzeugen bis 3,5 Tonnen", "Transporte", OTHER, "bg_verkehr", ("Kurierdienst",), share=14),
    Trade("Mietwagenverkehr mit Fahrern", "Fahrdienst", OTHER, "bg_verkehr", permit="Straßenverkehrsamt", share=5),
    Trade("Einbau von genormten Baufertigteilen", "Montagebau", OTHER, "bg_bau", share=16),
    Trade("Betrieb einer Photovoltaikanlage", "Solarstrom", OTHER, "bg_etem", share=30),
    Trade("Büroservice, Schreibarbeiten, Buchen laufender Geschäftsvorfälle", "Büroservice", OTHER, "vbg", share=12),
    Trade("Personaltraining, Betrieb eines Fitnessstudios", "Sportstudio", OTHER, "vbg", ("Verkauf von Sportnahrung",), share=8),
    Trade("Organisation von Veranstaltungen, Verleih von Technik", "Veranstaltungen", OTHER, "vbg", share=9),
    Trade("Ferienwohnungen: Vermietung mit Frühstück", "Pension", OTHER, "bgn", share=5),
    Trade("Herstellung von Möbeln in Serie", "Möbelwerk", INDUSTRY, "bghm", ("Großhandel mit Möbeln",), share=2),
    Trade("Herstellung von Maschinen für die Verpackung", "Maschinenbau", INDUSTRY, "bghm", ("Wartung beim Kunden",), share=2),
    Trade("Druckerei", "Druckhaus", INDUSTRY, "bg_etem", ("Buchbinderei",), share=2),
)  # fmt: skip
SHARES = tuple(trade.share for trade in TRADES)
