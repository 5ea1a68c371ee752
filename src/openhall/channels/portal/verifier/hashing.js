// Hashes and signatures: the browser's own where it has them, else computed here. Everything is public, so the time
// that a computation takes gives nothing away.
"use strict";
const utf8 = (text) => new TextEncoder().encode(text);
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const equal = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
const numberOf = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const bytesOf = (number, size) =>
  Uint8Array.from({ length: size }, (_, place) => Number((number >> BigInt(8 * (size - 1 - place))) & 255n));

// SHA-2 (FIPS 180-4). Its constants are digits of square and cube roots of the first primes.
const primes = [];
for (let number = 2; primes.length < 80; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
const rootOf = (number, degree) => {
  let low = 0n, high = 1n << BigInt(Math.ceil(number.toString(2).length / degree) + 1);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(degree) <= number) low = middle; else high = middle;
  }
  return low;
};
const sha2 = (bits, rounds, big0, big1, small0, small1) => {
  const width = BigInt(bits), mask = (1n << width) - 1n, size = bits / 8;
  const digits = (prime, degree) => rootOf(BigInt(prime) << BigInt(degree * bits), degree) & mask;
  const constants = primes.slice(0, rounds).map((prime) => digits(prime, 3));
  const start = primes.slice(0, 8).map((prime) => digits(prime, 2));
  const turn = (word, by) => ((word >> BigInt(by)) | (word << (width - BigInt(by)))) & mask;
  const big = (word, [a, b, c]) => turn(word, a) ^ turn(word, b) ^ turn(word, c);
  const small = (word, [a, b, c]) => turn(word, a) ^ turn(word, b) ^ (word >> BigInt(c));
  return (message) => {
    const block = 16 * size, zeros = (2 * block - 1 - 2 * size - (message.length % block)) % block;
    const padded = joined(message, [128], new Uint8Array(zeros), bytesOf(BigInt(message.length) * 8n, 2 * size));
    let state = start;
    for (let begin = 0; begin < padded.length; begin += block) {
      const words = [];
      for (let place = 0; place < rounds; place += 1) {
        words.push(place < 16
          ? numberOf(padded.subarray(begin + place * size, begin + (place + 1) * size))
          : (small(words[place - 2], small1) + words[place - 7] + small(words[place - 15], small0) + words[place - 16]) & mask);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let place = 0; place < rounds; place += 1) {
        const one = h + big(e, big1) + ((e & f) ^ (~e & mask & g)) + constants[place] + words[place];
        const two = big(a, big0) + ((a & b) ^ (a & c) ^ (b & c));
        [a, b, c, d, e, f, g, h] = [(one + two) & mask, a, b, c, (d + one) & mask, e, f, g];
      }
      state = [a, b, c, d, e, f, g, h].map((word, place) => (word + state[place]) & mask);
    }
    return joined(...state.map((word) => bytesOf(word, size)));
  };
};
const ownSha256 = sha2(32, 64, [2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]);
const ownSha512 = sha2(64, 80, [28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]);

// Ed25519 (RFC 8032, section 5.1).
const P = 2n ** 255n - 19n, ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (number, by = P) => ((number % by) + by) % by;
const power = (base, exponent) => {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n, square = (square * square) % P) {
    if (exponent & 1n) result = (result * square) % P;
  }
  return result;
};
const inverse = (number) => power(number, P - 2n);
const D = mod(-121665n * inverse(121666n));
const reversed = (bytes) => Uint8Array.from(bytes).reverse();
// A point is kept as X, Y, Z, T with x = X/Z, y = Y/Z and xy = T/Z.
const added = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
};
const times = (scalar, point) => {
  let result = [0n, 1n, 1n, 0n];
  for (let double = point; scalar > 0n; scalar >>= 1n, double = added(double, double)) {
    if (scalar & 1n) result = added(result, double);
  }
  return result;
};
const pointOf = (bytes) => {
  const number = numberOf(reversed(bytes)), y = number & ((1n << 255n) - 1n), sign = number >> 255n;
  if (y >= P) return null;
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (P - 1n) / 4n));
  if (mod(x * x) !== square || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
};
const written = ([x, y, z]) => {
  const by = inverse(z);
  return reversed(bytesOf(mod(y * by) | ((mod(x * by) & 1n) << 255n), 32));
};
const BASE = pointOf(reversed(bytesOf(mod(4n * inverse(5n)), 32)));
const ownEd25519 = (key, signature, message) => {
  const point = pointOf(key), first = signature.slice(0, 32), second = numberOf(reversed(signature.slice(32)));
  if (point === null || signature.length !== 64 || second >= ORDER) return false;
  const [x, y, z, t] = point, negative = [P - x, y, z, P - t];
  const challenge = numberOf(reversed(ownSha512(joined(first, key, message)))) % ORDER;
  return equal(written(added(times(second, BASE), times(challenge, negative))), first);
};

const browsers = () => (globalThis.crypto && globalThis.crypto.subtle) || null;
const sha256 = async (bytes) => {
  const own = browsers();
  return own ? new Uint8Array(await own.digest("SHA-256", bytes)) : ownSha256(bytes);
};
const isSigned = async (key, signature, message) => {
  const own = browsers();
  if (own) {
    try {
      const imported = await own.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await own.verify({ name: "Ed25519" }, imported, signature, message);
    } catch { /* this browser does not know Ed25519, or not this key: it is computed below */ }
  }
  return ownEd25519(key, signature, message);
};
