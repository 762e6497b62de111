// The invented people of the simulator, and its pages. Nobody here exists; the numbers of the attributes are BundID's.
export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const P = "1.2.40.0.10.2.1.1";
const oid = (number) => `urn:oid:${number}`;
const TRUST = ["UNTERGEORDNET", "NORMAL", "SUBSTANTIELL", "HOCH"];
export const LEVELS = {
  bundid: ["STORK-QAA-Level-1", "STORK-QAA-Level-2", "STORK-QAA-Level-3", "STORK-QAA-Level-4"],
  muk: ["STORK-QAA-Level-1", "STORK-QAA-Level-2", "STORK-QAA-Level-3", "STORK-QAA-Level-4"],
};

// What the card or ELSTER vouches for has the login's level; the e-mail is only what the person typed once.
const person = (label, data) => ({
  label,
  temporary: Boolean(data.temporary),
  make: (level, pseudonym) => {
    const trust = TRUST[level - 1];
    return [
      [oid("2.5.4.42"), data.first, trust], [oid("2.5.4.4"), data.last, trust],
      [oid(`${P}.55`), data.born, trust], [oid("1.3.6.1.5.5.7.9.2"), data.place, trust],
      [oid(`${P}.225566`), data.birthName || "", trust], [oid(`${P}.225577`), "D", trust],
      [oid("1.3.6.1.4.1.33592.1.3.5"), data.gender, "NORMAL"],
      [oid("2.5.4.16"), data.street, trust], [oid("2.5.4.17"), data.postcode, trust], [oid("2.5.4.7"), data.town, trust],
      [oid(`${P}.225599`), "DE", trust],
      [oid("0.9.2342.19200300.100.1.3"), data.mail, "NORMAL"], [oid("2.5.4.20"), data.phone || "", "UNTERGEORDNET"],
      [oid("1.3.6.1.4.1.25484.494450.2"), ["Benutzername", "Benutzername", "Elster", "eID"][level - 1], ""],
      [oid("1.3.6.1.4.1.25484.494450.3"), pseudonym, ""],
      [oid("2.5.4.18"), pseudonym ? `simuliert-${pseudonym.slice(0, 8)}` : "", ""],
    ].filter(([, value]) => value !== "");
  },
});

const company = (label, data) => ({
  label,
  make: (level, pseudonym) => [
    ["PersTyp", data.natural ? "NatPers" : "NNatPers"], ["Firmenname", data.name], ["Rechtsform", data.form], ["RechtsformText", data.formText],
    ["Taetigkeit", data.activity], ["Registernummer", data.number || ""], ["Registerart", data.register || ""], ["Registergericht", data.court || ""],
    ["HandelndePersonVorname", data.first], ["HandelndePersonNachname", data.last],
    ["DatenuebermittlerPseudonym", `du-${Buffer.from(pseudonym, "base64").toString("hex").slice(0, 40)}`],
    ["DatenkranzTyp", data.natural ? "IdNr" : "StNr"], ["ElsterVertrauensniveauIdentifizierung", "substanziell"],
    ["ElsterVertrauensniveauAuthentifizierung", "substanziell"], ["IstTestkonto", data.test ? "true" : "false"],
    ["Unternehmensanschrift", "", "", { Typ: "Inland", Strasse: data.street, Hausnummer: data.house, PLZ: data.postcode, Ort: data.town, Land: "DE" }],
  ].filter(([, value, , nested]) => value !== "" || nested).map(([name, value, trust, nested]) => [name, value, trust || "", nested]),
});

export const form = (profile, ticket, organisation, least) => {
  const levels = ["1: Basisregistrierung", "2: niedrig", "3: substantiell (ELSTER)", "4: hoch (Online-Ausweis)"];
  return `<p><strong>${escape(organisation)}</strong> möchte wissen, wer Sie sind.</p><form method="post" action="/${profile}/anmelden"><input type="hidden" name="ticket" value="${ticket}">`
    + `<fieldset><legend>Wer sind Sie?</legend>${Object.entries(PEOPLE[profile]).map(([key, one], number) => `<label><input type="radio" name="person" value="${key}"${number ? "" : " checked"}> ${escape(one.label)}</label>`).join("")}</fieldset>`
    + `<fieldset><legend>Vertrauensniveau</legend>${levels.map((label, number) => `<label><input type="radio" name="niveau" value="${number + 1}"${number + 1 === Math.max(3, least) ? " checked" : ""}> ${label}</label>`).join("")}</fieldset>`
    + `<button>Anmelden</button> <button name="abbrechen" value="ja" class="plain">Abbrechen</button></form>`;
};

export const PEOPLE = {
  bundid: {
    muster: person("Erika Mustermann, Musterstraße 12, Paderborn", { first: "Erika", last: "Mustermann", born: "1980-03-27", place: "Musterstadt", birthName: "Gabler", gender: "2", street: "Musterstraße 12", postcode: "33098", town: "Paderborn", mail: "erika.mustermann@example.org", phone: "+49 5251 555012" }),
    beispiel: person("Bruno Beispiel, Beispielweg 3a, Bielefeld", { first: "Bruno Jörg", last: "Beispiel", born: "1971-11-05", place: "Beispielhausen", gender: "1", street: "Beispielweg 3a", postcode: "33602", town: "Bielefeld", mail: "bruno.beispiel@example.org" }),
    angestellt: person("Nora Nachname, angestellt bei einer Steuerberatung", { first: "Nora", last: "Nachname", born: "1989-02-14", place: "Musterstadt", gender: "2", street: "Nachnamenallee 4", postcode: "33602", town: "Bielefeld", mail: "nora.nachname@example.org" }),
    exempel: person("Łucja Müller-Đurić, ohne eigenes Konto (einmalige Anmeldung)", { temporary: true, first: "Łucja", last: "Müller-Đurić", born: "1992-07-30", place: "Exempelburg", gender: "2", street: "Exempelgasse 7", postcode: "33098", town: "Paderborn", mail: "lucja@example.org" }),
  },
  muk: {
    muster: company("Muster Handel GmbH, vertreten durch Max Muster", { name: "Muster Handel GmbH", form: "350", formText: "GmbH", activity: "Handel mit Musterwaren", number: "12345", register: "HRB", court: "Paderborn", first: "Max", last: "Muster", street: "Handelsstraße", house: "5", postcode: "33098", town: "Paderborn" }),
    kanzlei: company("Exempel Steuerberatung, Paula Exempel", { natural: true, name: "Exempel Steuerberatung", form: "120", formText: "Einzelunternehmen", activity: "Steuerberatung", first: "Paula", last: "Exempel", street: "Kanzleiweg", house: "9", postcode: "33602", town: "Bielefeld" }),
    kammer: company("Beispielkammer Ostmusterland (IHK), Ines Beispielrat", { name: "Beispielkammer Ostmusterland", form: "500", formText: "Körperschaft des öffentlichen Rechts", activity: "Industrie- und Handelskammer", first: "Ines", last: "Beispielrat", street: "Kammerplatz", house: "1", postcode: "33098", town: "Paderborn" }),
    test: company("Testkonto GmbH (als Testkonto gekennzeichnet)", { test: true, name: "Testkonto GmbH", form: "350", formText: "GmbH", activity: "Tests", first: "Toni", last: "Test", street: "Testweg", house: "1", postcode: "33098", town: "Paderborn" }),
  },
};

export const page = (title, content) => `<!doctype html><html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)} – Simulator</title>
<style>body{font:1.125rem/1.5 sans-serif;max-width:40rem;margin:0 auto;padding:1rem;color:#171a2b;background:#fff}.note{background:#ffe08a;padding:.75rem;border-left:.5rem solid #8a5a00}fieldset{margin:1rem 0;border:1px solid #555}label{display:block;padding:.4rem 0}button{font:inherit;padding:.6rem 1.2rem;background:#171a2b;color:#fff;border:0}button.plain{background:#fff;color:#171a2b;border:1px solid}@media(prefers-color-scheme:dark){body{background:#14161f;color:#f0f0f5}.note{color:#171a2b}}</style></head>
<body><header class="note"><strong>Simulator, kein echtes Konto.</strong> Diese Seite gehört zur Demo. Alle Personen sind erfunden. Geben Sie hier nichts Eigenes ein.</header><main><h1>${escape(title)}</h1>${content}</main></body></html>`;
