/**
 * MurmurHash3 x86_128 (Austin Appleby, public domain: github.com/aappleby/smhasher, MurmurHash3.cpp), on bytes.
 * Not cryptographic: it spreads ids and shares evenly, it keeps no secret.
 */
export type Hash128 = readonly [number, number, number, number];

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

export function murmur3(bytes: Uint8Array, length: number, seed = 0): Hash128 {
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;

  const blocks = length & ~15;
  for (let i = 0; i < blocks; i += 16) {
    h1 ^= Math.imul(rotate(Math.imul(word(bytes, i), C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(word(bytes, i + 4), C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(word(bytes, i + 8), C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(word(bytes, i + 12), C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }

  const rest = length - blocks;
  if (rest > 12) h4 ^= Math.imul(rotate(Math.imul(tail(bytes, blocks + 12, length), C4), 18), C1);
  if (rest > 8) h3 ^= Math.imul(rotate(Math.imul(tail(bytes, blocks + 8, length), C3), 17), C4);
  if (rest > 4) h2 ^= Math.imul(rotate(Math.imul(tail(bytes, blocks + 4, length), C2), 16), C3);
  if (rest > 0) h1 ^= Math.imul(rotate(Math.imul(tail(bytes, blocks, length), C1), 15), C2);

  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = avalanche(h1);
  h2 = avalanche(h2);
  h3 = avalanche(h3);
  h4 = avalanche(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  return [h1 >>> 0, h2 >>> 0, h3 >>> 0, h4 >>> 0];
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** The up to four bytes from `at` that are left before `end`. */
function tail(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let i = Math.min(end, at + 4) - 1; i >= at; i--) value = (value << 8) | bytes[i]!;
  return value;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function avalanche(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
