// Checks a receipt of a Modellregion journal without Modellregion: node verify-receipt.mjs RECEIPT.json KEY
// KEY is the municipality's public key (name+id+key), as it publishes it. Needs Node.js 18 and nothing else.
import { createHash, createHmac, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const refuse = (why) => { console.log(`The receipt proves nothing: ${why}`); process.exit(1); };
const receipt = JSON.parse(readFileSync(process.argv[2], "utf8"));

// 1. The key: a name, and the Base64 of one byte (1 = Ed25519) and 32 bytes. Its id is four bytes of a hash.
const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(process.argv[3].trim()) ?? refuse("this is not a key");
const key = Buffer.from(encoded, "base64");
if (key[0] !== 1 || key.length !== 33) refuse("the key is not an Ed25519 key");
if (sha256(Buffer.from(`${name}\n`), key).subarray(0, 4).toString("hex") !== id) refuse("the key's id does not fit");

// 2. The checkpoint: a text of name, size and root; an empty line; signatures "— name Base64(id, signature)".
const gap = receipt.checkpoint.lastIndexOf("\n\n");
const text = receipt.checkpoint.slice(0, gap + 1);
const [origin, sizeText, rootText] = text.split("\n");
if (origin !== name) refuse(`it is of the journal ${origin}, the key of ${name}`);
const prefix = Buffer.from("302a300506032b6570032100", "hex"); // what DER writes before an Ed25519 key
const publicKey = createPublicKey({ key: Buffer.concat([prefix, key.subarray(1)]), format: "der", type: "spki" });
const signed = receipt.checkpoint.slice(gap + 2).split("\n").some((line) => {
  const [dash, signer, content] = line.split(" ");
  const signature = Buffer.from(content ?? "", "base64");
  return dash === "—" && signer === name && signature.subarray(0, 4).toString("hex") === id
    && verify(null, Buffer.from(text), publicKey, signature.subarray(4));
});
if (!signed) refuse("the signature of the checkpoint does not belong to the key");

// 3. The leaf: its hash, led up to the root by the hashes of the proof (RFC 9162 section 2.1.3.2).
const leaf = Object.fromEntries(receipt.leaf.trimEnd().split("\n").slice(1).map((line) => {
  const [word, ...rest] = line.split(" ");
  return [word, rest.join(" ")];
}));
let position = BigInt(leaf.position), last = BigInt(sizeText) - 1n;
if (position > last || position !== BigInt(receipt.position)) refuse("the position is not in the tree");
let hash = sha256(Buffer.from([0]), Buffer.from(receipt.leaf));
for (const step of receipt.proof.map((entry) => Buffer.from(entry, "base64"))) {
  if (last === 0n) refuse("the proof is too long");
  if (position & 1n || position === last) {
    hash = sha256(Buffer.from([1]), step, hash);
    while (!(position & 1n) && position) { position >>= 1n; last >>= 1n; }
  } else hash = sha256(Buffer.from([1]), hash, step);
  position >>= 1n; last >>= 1n;
}
if (last !== 0n || hash.toString("base64") !== rootText) refuse("the leaf is not in the signed tree");

// 4. The words: the leaf commits to them with HMAC-SHA256 under the salt. Without a salt they were erased.
const words = receipt.salt && createHmac("sha256", Buffer.from(receipt.salt, "hex")).update(receipt.payload).digest("hex");
if (receipt.salt && words !== leaf.commitment) refuse("the words are not those the leaf commits to");
console.log(`The receipt is genuine: position ${leaf.position} of the journal ${origin}.`);
console.log(`  what: ${leaf.action} (${leaf.subject})\n  when: ${leaf.at}\n  who:  ${leaf.actor}`);
console.log(`  words: ${receipt.salt ? receipt.payload : "erased"}`);
