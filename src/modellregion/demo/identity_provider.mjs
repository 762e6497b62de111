// An identity provider that is none: invented people in the shape of BundID and Mein Unternehmenskonto, for the demo and the
// tests. It shares no code with the product (other language, other XML and crypto libraries) and can be told to misbehave.
// Start: node identity_provider.mjs --port 8010 --folder FOLDER [--trust http://127.0.0.1:8000]
// FOLDER holds key.pem and cert.pem, and may hold key2.pem and cert2.pem for a change of keys.
import { createServer } from "node:http";
import { randomBytes, createHash, X509Certificate } from "node:crypto";
import { readFileSync, existsSync } from "node:fs";
import { SignedXml } from "xml-crypto";
import xmlenc from "xml-encryption";
import { page, form as askingForm, PEOPLE, LEVELS, escape } from "./identity_provider_people.mjs";

const option = (name, otherwise) => {
  const place = process.argv.indexOf(`--${name}`);
  return place > 0 ? process.argv[place + 1] : otherwise;
};
const PORT = Number(option("port", "8010"));
const FOLDER = option("folder", ".");
const TRUST = option("trust", "");
const HERE = `http://127.0.0.1:${PORT}`;
const PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
const EXC = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const services = new Map(); // entityID -> { acs, certificates, encryption }
let keyInUse = "";
let isDown = false;

const entityOf = (profile) => `${HERE}/${profile}`;
const read = (name) => readFileSync(`${FOLDER}/${name}`, "utf8");
const pair = () => ({ key: read(`key${keyInUse}.pem`), cert: read(`cert${keyInUse}.pem`) });
const newId = () => `_${randomBytes(20).toString("hex")}`;
const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z/, "Z");

function learn(metadata) {
  const first = (pattern) => (metadata.match(pattern) || [])[1];
  const pem = (text) => `-----BEGIN CERTIFICATE-----\n${text.replace(/\s/g, "").replace(/(.{64})/g, "$1\n").trim()}\n-----END CERTIFICATE-----\n`;
  const of = (use) => [...metadata.matchAll(new RegExp(`use="${use}"[\\s\\S]*?X509Certificate>([^<]+)<`, "g"))].map((found) => pem(found[1]));
  const entity = first(/entityID="([^"]+)"/);
  services.set(entity, { acs: first(/AssertionConsumerService[^>]*Location="([^"]+)"/), certificates: of("signing"), encryption: of("encryption")[0] });
  return entity;
}

async function serviceOf(entity) {
  if (!services.has(entity) && TRUST && /^http:/.test(entity)) {
    const answer = await fetch(TRUST + new URL(entity).pathname);
    if (answer.ok) learn(await answer.text());
  }
  return services.get(entity);
}

function sign(xml, id, { algorithm = PSS, key, cert, digest = "http://www.w3.org/2001/04/xmlenc#sha256" }) {
  const signer = new SignedXml({ privateKey: key, publicCert: cert, signatureAlgorithm: algorithm, canonicalizationAlgorithm: EXC });
  signer.addReference({ xpath: `//*[@ID='${id}']`, transforms: [ENVELOPED, EXC], digestAlgorithm: digest });
  signer.computeSignature(xml, { location: { reference: `//*[@ID='${id}']/*[local-name()='Issuer']`, action: "after" }, prefix: "ds" });
  return signer.getSignedXml();
}

const encrypt = (xml, cert, wish) => new Promise((resolve, reject) => {
  xmlenc.encrypt(xml, {
    rsa_pub: new X509Certificate(cert).publicKey.export({ type: "spki", format: "pem" }), pem: cert,
    encryptionAlgorithm: wish.encryption || "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    keyEncryptionAlgorithm: wish.keyEncryption || OAEP,
    keyEncryptionDigest: wish.keyDigest || "sha256",
    ...(wish.keyEncryption ? {} : { keyEncryptionMgf: wish.mask || "sha256" }),
    disallowEncryptionWithInsecureAlgorithm: false, warnInsecureAlgorithm: false,
  }, (error, done) => (error ? reject(error) : resolve(done)));
});

function attributeXml([name, value, level, nested]) {
  const trust = level ? ` xmlns:akdb="https://www.akdb.de/request/2018/09" akdb:TrustLevel="${level}"` : "";
  const inner = nested
    ? `<ekona:Adresse xmlns:ekona="http://www.elster.de/schema/ekona/saml/extensions">${Object.entries(nested).map(([part, text]) => `<ekona:${part}>${escape(text)}</ekona:${part}>`).join("")}</ekona:Adresse>`
    : escape(value);
  return `<saml:Attribute Name="${escape(name)}"${trust} NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>${inner}</saml:AttributeValue></saml:Attribute>`;
}

function assertionXml(wish) {
  const instants = wish.conditions ?? `NotBefore="${at(wish.notBefore ?? 0)}" NotOnOrAfter="${at(wish.notAfter ?? 300)}"`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${wish.assertionId || newId()}" IssueInstant="${at(0)}" Version="2.0">`
    + `<saml:Issuer>${escape(wish.innerIssuer ?? wish.issuer)}</saml:Issuer>`
    + `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">${wish.nameIdXml ?? newId()}</saml:NameID>`
    + `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${wish.innerInResponseTo ?? wish.inResponseTo}" NotOnOrAfter="${at(wish.notAfter ?? 300)}" Recipient="${escape(wish.recipient ?? wish.acs)}"/></saml:SubjectConfirmation></saml:Subject>`
    + `<saml:Conditions ${instants}><saml:AudienceRestriction><saml:Audience>${escape(wish.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
    + `<saml:AuthnStatement AuthnInstant="${at(wish.authnInstant ?? -5)}"><saml:AuthnContext><saml:AuthnContextClassRef>${escape(wish.level)}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
    + `<saml:AttributeStatement>${(wish.attributes || []).map(attributeXml).join("")}${wish.extraXml ?? ""}</saml:AttributeStatement></saml:Assertion>`;
}

async function respond(wish) {
  const keys = wish.stranger ? { key: read("stranger-key.pem"), cert: read("stranger-cert.pem") } : pair();
  const how = { ...keys, algorithm: wish.algorithm, digest: wish.digest };
  let assertion = assertionXml(wish);
  const assertionId = assertion.match(/ID="([^"]+)"/)[1];
  if (wish.signAssertion !== false) assertion = sign(assertion, assertionId, how);
  if (wish.inAssertion) assertion = change(assertion, wish.inAssertion, assertionId);
  const wrapped = wish.plain ? assertion : `<saml:EncryptedAssertion>${await encrypt(assertion, wish.certificate, wish)}</saml:EncryptedAssertion>`;
  const id = newId();
  const status = wish.status ? `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="${wish.status}"/></samlp:StatusCode>` : `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>`;
  let xml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" InResponseTo="${wish.inResponseTo}" IssueInstant="${at(wish.issued ?? 0)}" Destination="${escape(wish.destination ?? wish.acs)}" Version="2.0">`
    + `<saml:Issuer>${escape(wish.issuer)}</saml:Issuer><samlp:Status>${status}</samlp:Status>${wish.status ? "" : wrapped + (wish.second ? wrapped : "")}</samlp:Response>`;
  if (wish.signResponse !== false) xml = sign(xml, id, how);
  if (wish.inResponse) xml = change(xml, wish.inResponse, id);
  return Buffer.from(xml, "utf8").toString("base64");
}

// What an attacker does to a document that was signed before.
function change(xml, [kind, ...texts], id) {
  const evil = () => xml.replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, "").replace(id, newId());
  const name = xml.match(/^<([a-zA-Z0-9:]+)/)[1];
  const signature = () => xml.match(/<ds:Signature[\s\S]*?<\/ds:Signature>/)[0];
  switch (kind) {
    case "replace": return xml.replace(texts[0], texts[1]);
    case "prepend": return texts[0] + xml;
    case "append": return xml.replace(new RegExp(`</${name}>$`), `${texts[0]}</${name}>`);
    case "wrap-sibling": return evil().replace(new RegExp(`</${name}>$`), `${xml}</${name}>`);
    case "wrap-object": return evil().replace("</saml:Issuer>", `</saml:Issuer>${signature().replace("</ds:Signature>", `<ds:Object>${xml.replace(signature(), "")}</ds:Object></ds:Signature>`)}`);
    case "wrap-extensions": return evil().replace("</saml:Issuer>", `</saml:Issuer>${signature()}<samlp:Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">${xml.replace(signature(), "")}</samlp:Extensions>`);
    case "wrap-parent": return `${evil().replace(new RegExp(`</${name}>$`), "")}${xml}</${name}>`;
    case "same-id": return evil().replace(/ID="[^"]+"/, `ID="${id}"`).replace(new RegExp(`</${name}>$`), `${xml}</${name}>`);
    default: throw new Error(`unknown change ${kind}`);
  }
}

async function judged(form) {
  const xml = Buffer.from(form.get("SAMLRequest") || "", "base64").toString("utf8");
  const entity = (xml.match(/Issuer[^>]*>([^<]+)</) || [])[1] || "";
  const service = await serviceOf(entity);
  if (!service) throw new Error("Der Dienst ist hier nicht angemeldet.");
  const signature = (xml.match(/<(?:ds:)?Signature[\s\S]*?<\/(?:ds:)?Signature>/) || [])[0];
  const isSigned = signature && service.certificates.some((cert) => {
    const checker = new SignedXml({ publicCert: cert, getCertFromKeyInfo: () => null });
    checker.loadSignature(signature);
    try { return checker.checkSignature(xml) && checker.getSignedReferences().length === 1; } catch { return false; }
  });
  if (!isSigned) throw new Error("Die Anfrage ist nicht gültig unterschrieben.");
  return {
    entity, acs: service.acs, certificate: service.encryption,
    id: xml.match(/<[^>]*AuthnRequest[^>]*\sID="([^"]+)"/)[1],
    least: (xml.match(/AuthnContextClassRef[^>]*>([^<]+)</) || [])[1] || "",
    organisation: (xml.match(/OrganizationDisplayName[^>]*>([^<]+)</) || [])[1] || entity,
    names: [...xml.matchAll(/RequestedAttribute[^>]*Name="([^"]+)"/g)].map((found) => found[1]),
  };
}

function ticketOf(request, relay) {
  const id = newId();
  tickets.set(id, { ...request, relay });
  return id;
}
const tickets = new Map();

function chosen(profile, ticket, person, level) {
  const { make, temporary } = PEOPLE[profile][person];
  const pseudonym = createHash("sha256").update(`${new URL(ticket.entity).hostname}/${ticket.entity}/${person}`).digest("base64");
  const attributes = make(level, temporary ? "" : pseudonym).filter(([name]) => !ticket.names.length || ticket.names.includes(name));
  return respond({
    issuer: entityOf(profile), acs: ticket.acs, audience: ticket.entity, inResponseTo: ticket.id,
    certificate: ticket.certificate, level: LEVELS[profile][level - 1], attributes,
  });
}

const body = (request) => new Promise((resolve) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
});

async function route(request, response) {
  const path = new URL(request.url, HERE).pathname;
  const send = (status, text, type = "text/html; charset=utf-8") => { response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }); response.end(text); };
  const [, profile, action] = path.split("/");
  if (path === "/steuern" && request.method === "POST") {
    const wish = JSON.parse(await body(request));
    if (wish.metadata) return send(200, learn(wish.metadata), "text/plain");
    if (wish.key !== undefined) keyInUse = wish.key;
    if (wish.down !== undefined) isDown = wish.down;
    return send(200, wish.respond ? await respond({ issuer: entityOf(wish.respond.profile || "bundid"), ...wish.respond }) : "ok", "text/plain");
  }
  if (isDown) return request.destroy();
  if (!PEOPLE[profile]) return send(404, page("Simulator", "<p>Hier gibt es nur /bundid und /muk.</p>"));
  const form = new URLSearchParams(request.method === "POST" ? await body(request) : "");
  if (action === "sso" && request.method === "POST") {
    const asked = await judged(form);
    const least = Math.max(1, LEVELS[profile].indexOf(asked.least) + 1);
    return send(200, page("Anmelden", askingForm(profile, ticketOf(asked, form.get("RelayState") || ""), asked.organisation, least)));
  }
  if (action === "anmelden" && request.method === "POST") {
    const ticket = tickets.get(form.get("ticket"));
    if (!ticket) return send(400, page("Abgelaufen", "<p>Bitte beginnen Sie noch einmal beim Dienst.</p>"));
    const answer = form.get("abbrechen")
      ? await respond({ issuer: entityOf(profile), acs: ticket.acs, audience: ticket.entity, inResponseTo: ticket.id, certificate: ticket.certificate, level: "", status: "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed" })
      : await chosen(profile, ticket, form.get("person"), Number(form.get("niveau")));
    return send(200, page("Zurück zum Dienst", `<form method="post" action="${escape(ticket.acs)}"><input type="hidden" name="SAMLResponse" value="${answer}"><input type="hidden" name="RelayState" value="${escape(ticket.relay)}"><p>Ihre Daten werden jetzt an <strong>${escape(ticket.organisation)}</strong> übergeben.</p><button>Daten übergeben</button></form>`));
  }
  return send(200, page("Simulator", `<p>Dies ist ein Simulator für <strong>${escape(profile)}</strong>. Kennung: <code>${entityOf(profile)}</code></p>`));
}

if (existsSync(`${FOLDER}/key.pem`)) {
  createServer((request, response) => {
    route(request, response).catch((error) => {
      response.writeHead(400, { "Content-Type": "text/html; charset=utf-8" });
      response.end(page("Das ging nicht", `<p>${escape(String(error.message || error))}</p>`));
    });
  }).listen(PORT, "127.0.0.1", () => process.stdout.write("ready\n"));
} else {
  process.stderr.write(`There is no key.pem in ${FOLDER}.\n`);
  process.exit(1);
}
