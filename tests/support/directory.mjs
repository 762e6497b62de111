// A directory of staff for the tests: npm oidc-provider with invented people, told over HTTP to lie or to fail.
// Start: node directory.mjs --port 8010 --redirect http://127.0.0.1:8000/paderborn/amt/anmelden/dienst/antwort/
import { createServer } from "node:http";
import { createPublicKey } from "node:crypto";
import Provider from "oidc-provider";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

const option = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const PORT = Number(option("port"));
const HERE = `http://127.0.0.1:${PORT}`;
const CLIENT = { client_id: "modellregion", client_secret: "geheim-nur-im-test-0123456789abcdef" };
const pair = async (kid) => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" } };
};
const [own, stranger] = [await pair("eins"), await pair("eins")];
const people = {
  anna: { preferred_username: "Anna.Muster", name: "Anna Muster", groups: ["gewerbe"] },
  nele: { preferred_username: "nele.neu", name: "Nele Neu", groups: ["gewerbe"] },
  otto: { preferred_username: "otto.ohne", name: "Otto Ohne", groups: ["kantine"] },
  falsch: { preferred_username: "anna.muster", name: "Falsche Anna", groups: ["gewerbe"] },
};
let lie = null;
let isDown = false;

const provider = new Provider(HERE, {
  clients: [{ ...CLIENT, redirect_uris: [option("redirect")], response_types: ["code"], grant_types: ["authorization_code"] }],
  jwks: { keys: [own.jwk] },
  claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["nur im test"] },
  findAccount: (ctx, id) => people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/token" && lie && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: await lied(ctx.body.id_token), ...lie.response };
  }
});

async function lied(token) {
  const claims = { ...decodeJwt(token), ...lie.claims };
  for (const name of lie.without || []) delete claims[name];
  if (lie.how === "none") {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part(claims)}.`;
  }
  const secret = { secret: CLIENT.client_secret, public: createPublicKey({ key: own.jwk, format: "jwk" }).export({ type: "spki", format: "pem" }) }[lie.how];
  if (secret) return new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "eins" }).sign(Buffer.from(secret));
  const key = lie.how === "stranger" ? stranger.privateKey : own.privateKey;
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "eins" }).sign(key);
}

const callback = provider.callback();
createServer((request, response) => {
  if (request.url === "/steuern") {
    let text = "";
    request.on("data", (part) => { text += part; });
    request.on("end", () => {
      const wish = JSON.parse(text);
      if (wish.lie !== undefined) lie = wish.lie;
      if (wish.down !== undefined) isDown = wish.down;
      for (const [name, groups] of Object.entries(wish.groups || {})) people[name].groups = groups;
      response.end("ok");
    });
    return;
  }
  if (isDown) { request.destroy(); return; }
  callback(request, response);
}).listen(PORT, "127.0.0.1", () => process.stdout.write("ready\n"));
