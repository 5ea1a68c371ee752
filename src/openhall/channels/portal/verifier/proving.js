// Is the text of a printed code what an office signed, and is that still a fresh word? Everything is read with bounds.
const ISSUERS = new Map(JSON.parse(document.getElementById("issuers").textContent).map((each) => [each.kid, each]));
const PREFIX = "OH1:", MOST_TEXT = 4000, MOST_DEPTH = 6, HOUR = 3600, CLOCKS_DIFFER = 600;

// Base45 (RFC 9285).
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const fromBase45 = (text) => {
  const bytes = [];
  for (let place = 0; place < text.length; place += 3) {
    const [one, two, three] = [0, 1, 2].map((step) => (place + step < text.length ? SIGNS.indexOf(text[place + step]) : 0));
    const isWhole = place + 2 < text.length, value = one + two * 45 + three * 2025;
    if (Math.min(one, two, three) < 0 || place + 1 >= text.length || value > (isWhole ? 65535 : 255)) return null;
    if (isWhole) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
};

// The part of CBOR (RFC 8949) that a credential uses: whole numbers, bytes, text, lists, maps, tags, true and false,
// each written in its shortest form. Anything else, or anything left over, is an error.
const readCbor = (bytes) => {
  let place = 0;
  const take = (count) => {
    if (count > bytes.length - place) throw new RangeError("cut off");
    return bytes.subarray(place, (place += count));
  };
  const head = () => {
    const [first] = take(1), short = first & 31, size = { 24: 1, 25: 2, 26: 4 }[short];
    if (short < 24) return [first >> 5, short];
    if (size === undefined) throw new RangeError("too long, or without an end");
    const value = Number(numberOf(take(size)));
    if (value < { 1: 24, 2: 256, 4: 65536 }[size]) throw new RangeError("not the shortest form");
    return [first >> 5, value];
  };
  const item = (depth) => {
    if (depth > MOST_DEPTH) throw new RangeError("too deep");
    const [kind, value] = head();
    if (kind === 0) return value;
    if (kind === 1) return -1 - value;
    if (kind === 2) return take(value).slice();
    if (kind === 3) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(value));
    // An item takes a byte at least: a list cannot be longer than what is left.
    if ((kind === 4 || kind === 5) && value > bytes.length - place) throw new RangeError("cut off");
    if (kind === 4) return Array.from({ length: value }, () => item(depth + 1));
    if (kind === 6) return { tag: value, of: item(depth + 1) };
    if (kind === 7 && (value === 20 || value === 21)) return value === 21;
    if (kind !== 5) throw new RangeError("unknown");
    const map = new Map();
    for (let count = 0; count < value; count += 1) {
      const key = item(depth + 1);
      if (!["string", "number"].includes(typeof key) || map.has(key)) throw new RangeError("a key stands twice");
      map.set(key, item(depth + 1));
    }
    return map;
  };
  const whole = item(0);
  if (place !== bytes.length) throw new RangeError("something follows");
  return whole;
};
const lengthOf = (kind, length) =>
  length < 24 ? [kind | length] : length < 256 ? [kind | 24, length] : [kind | 25, length >> 8, length & 255];
const asBytes = (bytes) => joined(lengthOf(0x40, bytes.length), bytes);

// ECDSA with P-256 and SHA-256 (FIPS 186-5), for browsers that lend their own only to pages with a lock.
const FIELD = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const POINTS = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const FACTOR = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const GENERATOR = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
];
const inverted = (number, by) => {
  let [low, high, x, y] = [mod(number, by), by, 1n, 0n];
  while (low > 1n) [low, high, x, y] = [high % low, low, y - (high / low) * x, x];
  return mod(x, by);
};
const plus = (one, two) => {
  if (one === null || two === null) return one ?? two;
  const [x1, y1] = one, [x2, y2] = two;
  if (x1 === x2 && mod(y1 + y2, FIELD) === 0n) return null;
  const slope = x1 === x2 ? (3n * x1 * x1 - 3n) * inverted(2n * y1, FIELD) : (y2 - y1) * inverted(x2 - x1, FIELD);
  const x = mod(slope * slope - x1 - x2, FIELD);
  return [x, mod(slope * (x1 - x) - y1, FIELD)];
};
const manyTimes = (scalar, point) => {
  let result = null;
  for (let double = point; scalar > 0n; scalar >>= 1n, double = plus(double, double)) if (scalar & 1n) result = plus(result, double);
  return result;
};
const ownP256 = ([x, y], signature, message) => {
  const r = numberOf(signature.slice(0, 32)), s = numberOf(signature.slice(32));
  if (mod(y * y - (x * x * x - 3n * x + FACTOR), FIELD) !== 0n || r < 1n || s < 1n || r >= POINTS || s >= POINTS) return false;
  const by = inverted(s, POINTS), digest = numberOf(ownSha256(message));
  const point = plus(manyTimes(mod(digest * by, POINTS), GENERATOR), manyTimes(mod(r * by, POINTS), [x, y]));
  return point !== null && mod(point[0], POINTS) === r;
};
const fromUrl = (text) => decoded(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4), 32);
const isSignedBy = async (issuer, signature, message) => {
  if (signature.length !== 64) return false;
  const own = browsers(), x = fromUrl(issuer.x), y = fromUrl(issuer.y);
  if (own) {
    try {
      const algorithm = { name: "ECDSA", namedCurve: "P-256" };
      const key = await own.importKey("raw", joined([4], x, y), algorithm, false, ["verify"]);
      return await own.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message);
    } catch { /* this browser cannot: it is computed below */ }
  }
  return ownP256([numberOf(x), numberOf(y)], signature, message);
};

// COSE_Sign1 (RFC 9052): the claims, and who signed them; or why not.
const openSigned = async (bytes) => {
  let parts, header, claims;
  try {
    const whole = readCbor(bytes);
    parts = whole.tag === 18 ? whole.of : whole;
    if (!Array.isArray(parts) || parts.length !== 4 || !(parts[1] instanceof Map) || parts[1].size) throw new RangeError("no COSE_Sign1");
    if (![0, 2, 3].every((place) => parts[place] instanceof Uint8Array)) throw new RangeError("no COSE_Sign1");
    [header, claims] = [readCbor(parts[0]), readCbor(parts[2])];
    if (!(header instanceof Map && claims instanceof Map && header.size === 2 && header.get(1) === -7)) throw new RangeError("not ES256");
    if (!(header.get(4) instanceof Uint8Array && isCount(claims.get(4)) && isCount(claims.get(6)))) throw new RangeError("no times");
  } catch { return { fault: "not-a-proof" }; }
  const issuer = ISSUERS.get([...header.get(4)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  if (!issuer) return { fault: "other-hall" };
  const message = joined([0x84, 0x6a], utf8("Signature1"), asBytes(parts[0]), [0x40], asBytes(parts[2]));
  return (await isSignedBy(issuer, parts[3], message)) ? { issuer, claims } : { fault: "proof-signature" };
};

const isTexts = (value) => Array.isArray(value) && value.every((each) => typeof each === "string");
const isProof = (claims) =>
  ["k", "t", "n", "l"].every((name) => typeof claims.get(name) === "string") && isTexts(claims.get("h")) && isCount(claims.get("i")) &&
  claims.get(7) instanceof Uint8Array && claims.get(7).length === 16 && (claims.get("u") === undefined || Number.isSafeInteger(claims.get("u"))) &&
  (claims.get("f") === undefined || (Array.isArray(claims.get("f")) && claims.get("f").every((each) => isTexts(each) && each.length === 2)));
const isMarks = (value) => Array.isArray(value) && value.every((each) => each instanceof Uint8Array && each.length === 8);
const isMarked = (marks, mark) => marks.some((each) => equal(each, mark));
const CODE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeOf = (bytes) => Array.from({ length: 26 }, (_, place) => CODE[Number((numberOf(bytes) >> BigInt(125 - 5 * place)) & 31n)]).join("");
const dayOf = (seconds) => {
  const moment = new Date(seconds * 1000);
  return Math.floor(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / 86400000);
};

// Read the hall's list of papers that are no longer good: its times and marks, or null.
const readStatusList = async (bytes) => {
  const { issuer, claims } = await openSigned(bytes);
  const isList = claims && issuer.authority === "" && isMarks(claims.get("r")) && isMarks(claims.get("s")) && isMarks(claims.get("h") ?? []);
  const marks = (name) => claims.get(name) ?? [];
  return isList ? { made: claims.get(6), until: claims.get(4), revoked: marks("r"), replaced: marks("s"), suspended: marks("h") } : null;
};

// Tell what a printed proof is worth at `now` (seconds), with the list of papers no longer good where there is one.
// The verdict is "paper-genuine", "paper-stale" (signed, but too old to rely on), "paper-expired", "paper-replaced",
// "paper-revoked", "paper-suspended", "paper-clock" (signed in the future of this device), "paper-other" (another hall) or "paper-false".
const verifyProof = async (text, now, list) => {
  const bare = text.replace(/[\r\n\t]/g, "").replace(/^ +/, "").toUpperCase();
  const bytes = bare.length <= MOST_TEXT && bare.startsWith(PREFIX) ? fromBase45(bare.slice(PREFIX.length)) : null;
  const { fault, issuer, claims } = bytes === null ? { fault: "not-a-proof" } : await openSigned(bytes);
  if (fault === "other-hall") return { verdict: "paper-other", reasons: [fault] };
  const reason = fault || (isProof(claims) && claims.get(1) === issuer.authority && issuer.authority ? "" : "not-a-proof");
  if (reason) return { verdict: "paper-false", reasons: [reason] };
  const mark = (await sha256(claims.get(7))).slice(0, 8), made = claims.get(6);
  const proof = { issuer, claims, made, age: Math.floor((now - made) / HOUR), code: codeOf(claims.get(7)), list: null };
  const told = (verdict) => ({ verdict, reasons: [], proof });
  // What was taken back stays so, however old the list.
  if (list && isMarked(list.revoked, mark)) return told("paper-revoked");
  if (list && isMarked(list.replaced, mark)) return told("paper-replaced");
  // What was suspended may be good again: a proof that is newer than the list says so.
  if (list && list.made >= made && isMarked(list.suspended ?? [], mark)) return told("paper-suspended");
  if (made > now + CLOCKS_DIFFER) return told("paper-clock");
  if (claims.get("u") !== undefined && claims.get("u") < dayOf(now)) return told("paper-expired");
  if (list && list.made >= made && list.made <= now + CLOCKS_DIFFER && list.until > now) proof.list = list;
  return told(proof.list || claims.get(4) > now ? "paper-genuine" : "paper-stale");
};
