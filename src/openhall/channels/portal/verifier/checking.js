// Is a document what the log signed? The same questions, in the same order, as `openhall verify` asks.
const TYPES = {
  "openhall-acknowledgement/1": ["leaf", "log", "salt", "signature", "statement", "type"],
  "openhall-receipt/1": ["checkpoint", "inclusion", "leaf", "log", "salt", "signature", "statement", "type"],
};
const RECEIPT = "openhall-receipt/1";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const hasOnly = (value, names) => isObject(value) && Object.keys(value).sort().join() === names.join();
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
// Base64 in the one way in which it can be written, of so many bytes; otherwise nothing.
const decoded = (text, size) => {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  try {
    const raw = atob(text);
    if (btoa(raw) !== text || (size !== undefined && raw.length !== size)) return null;
    return Uint8Array.from(raw, (sign) => sign.charCodeAt(0));
  } catch { return null; }
};

// JSON as RFC 8785 writes it.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value)) {
    return `{${Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`;
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RangeError("not exact");
  if (typeof value === "string" && /[\ud800-\udfff]/u.test(value)) throw new RangeError("half a sign");
  return JSON.stringify(value);
};
const countMembers = (value) =>
  value !== null && typeof value === "object"
    ? (Array.isArray(value) ? 0 : Object.keys(value).length) + Object.values(value).reduce((sum, each) => sum + countMembers(each), 0)
    : 0;
// A member that stands twice would be read as one: there are then more colons outside of strings than members.
const readJson = (text) => {
  const value = JSON.parse(text);
  const colons = text.replace(/"(?:[^"\\]|\\.)*"/gs, "").split(":").length - 1;
  if (colons !== countMembers(value)) throw new SyntaxError("a member stands twice");
  return value;
};

// A public key: name+id+base64 (C2SP signed-note, Ed25519).
const readKey = async (line) => {
  const [name, id, ...rest] = line.trim().split("+");
  const raw = decoded(rest.join("+"), 33);
  if (!name || /\s/.test(name) || raw === null || raw[0] !== 1) return null;
  const digest = await sha256(joined(utf8(`${name}\n`), raw));
  const label = `${name}+${[...digest.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  return label === `${name}+${id}` ? { name, label, id: digest.slice(0, 4), bytes: raw.slice(1) } : null;
};

// Keys, one a line: those of a log that were changed stand below the one that signs now.
const readKeys = async (text) => {
  const keys = await Promise.all(text.trim().split("\n").map(readKey));
  return keys.includes(null) ? [] : keys;
};

// A checkpoint: a note of three lines that one of the keys has signed (C2SP tlog-checkpoint).
const openCheckpoint = async (note, keys) => {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || /[\x00-\x09\x0b-\x1f]/.test(note)) return null;
  const text = note.slice(0, end + 1), lines = text.split("\n");
  const signatures = note.slice(end + 2, -1).split("\n").map((line) => line.match(/^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/));
  const read = signatures.map((found) => found && { name: found[1], value: decoded(found[2]) });
  if (read.length > 100 || read.some((each) => each === null || each.value === null)) return null;
  const signers = read.map((each) => keys.find((key) => each.name === key.name && equal(each.value.slice(0, 4), key.id)));
  for (const [at, key] of signers.entries()) if (key && !(await isSigned(key.bytes, read[at].value.slice(4), utf8(text)))) return null;
  const root = decoded(lines[2] || "", 32);
  const isWhole = lines.length === 4 && keys.some((key) => lines[0] === key.name) && /^(0|[1-9][0-9]{0,18})$/.test(lines[1]) && root !== null;
  return signers.some(Boolean) && isWhole ? { size: Number(lines[1]), root } : null;
};

const nodeHash = (left, right) => sha256(joined([1], left, right));
// RFC 9162, section 2.1.3.2.
const isIncluded = async (leaf, index, size, proof, root) => {
  if (index >= size) return false;
  let place = BigInt(index), last = BigInt(size - 1), result = await sha256(joined([0], leaf));
  for (const step of proof) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      result = await nodeHash(step, result);
      while (!(place & 1n) && place) [place, last] = [place >> 1n, last >> 1n];
    } else result = await nodeHash(result, step);
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && equal(result, root);
};

const isWhole = (claim) =>
  hasOnly(claim, TYPES[claim.type]) && typeof claim.log === "string" && isObject(claim.statement) &&
  typeof claim.salt === "string" && typeof claim.leaf === "string" &&
  hasOnly(claim.signature, ["key", "value"]) && typeof claim.signature.key === "string" && typeof claim.signature.value === "string" &&
  (claim.type !== RECEIPT || (
    hasOnly(claim.inclusion, ["hashes", "index", "size"]) && Number.isSafeInteger(claim.inclusion.index) &&
    Number.isSafeInteger(claim.inclusion.size) && Array.isArray(claim.inclusion.hashes) &&
    claim.inclusion.hashes.every((each) => typeof each === "string") && typeof claim.checkpoint === "string"));

const isClaimSigned = async (claim, key) => {
  const value = decoded(claim.signature.value, 64);
  try {
    const message = canonical({ ...claim, signature: { key: key.label } });
    return value !== null && (await isSigned(key.bytes, value, utf8(message)));
  } catch { return false; }
};
const isLeafOf = async (claim) => {
  const salt = decoded(claim.salt, 16), leaf = decoded(claim.leaf, 32);
  if (salt === null || leaf === null) return false;
  try { return equal(await sha256(joined(salt, utf8(canonical(claim.statement)))), leaf); } catch { return false; }
};
const proofFault = async (claim, keys) => {
  const checkpoint = await openCheckpoint(claim.checkpoint, keys);
  if (checkpoint === null) return "checkpoint";
  const { index, size, hashes } = claim.inclusion;
  const proof = hashes.map((each) => decoded(each, 32)), leaf = decoded(claim.leaf, 32);
  const isKnown = leaf !== null && isCount(index) && size === checkpoint.size && isCount(size) && !proof.includes(null);
  return isKnown && (await isIncluded(leaf, index, size, proof, checkpoint.root)) ? "" : "inclusion";
};

// Tell whether the bytes of a file are genuine by one of the keys that are written in `lines`.
// The verdict is "genuine", "false", "other" (another log's key is needed) or "no-key"; reasons are those of the command.
const verifyDocument = async (bytes, lines) => {
  const keys = await readKeys(lines);
  if (!keys.length) return { verdict: "no-key", reasons: [] };
  let claim;
  try { claim = readJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)); } catch {
    return { verdict: "false", reasons: ["not-json"] };
  }
  if (!isObject(claim) || typeof claim.type !== "string" || !Object.hasOwn(TYPES, claim.type)) return { verdict: "false", reasons: ["not-a-document"] };
  if (!isWhole(claim)) return { verdict: "false", reasons: ["members"] };
  const signedBy = await Promise.all(keys.map((each) => isClaimSigned(claim, each)));
  const key = keys.find((each) => each.label === claim.signature.key) || keys[Math.max(signedBy.indexOf(true), 0)];
  const isOurs = claim.signature.key === key.label, signed = await isClaimSigned(claim, key);
  if (!isOurs && !signed) return { verdict: "other", reasons: ["other-log"], signer: claim.signature.key, given: key.label };
  const reasons = [];
  if (!isOurs || claim.log !== key.name || !signed) reasons.push("signature");
  if (!(await isLeafOf(claim))) reasons.push("leaf");
  const fault = claim.type === RECEIPT ? await proofFault(claim, keys) : "";
  if (fault) reasons.push(fault);
  return { verdict: reasons.length ? "false" : "genuine", reasons, claim };
};
