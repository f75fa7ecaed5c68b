import { expect, test } from "vitest";
import { murmur3 } from "./murmur3.ts";

test("agrees with the published vectors", () => {
  expect(hexOf("", 0)).toBe("00000000000000000000000000000000");
  expect(hexOf("", 1)).toBe("88c4adec54d201b954d201b954d201b9");
  expect(hexOf("I will not buy this record, it is scratched.", 0)).toBe("a0a9683b25ac5e40d9af2895890dddf5");
});

test("has SMHasher's verification value, which covers every length of the tail", () => {
  const hashes = new Uint8Array(256 * 16);
  for (let length = 0; length < 256; length++) {
    const key = Uint8Array.from({ length }, (_, i) => i);
    hashes.set(bytesOf(murmur3(key, length, 256 - length)), length * 16);
  }
  expect(murmur3(hashes, hashes.length, 0)[0]).toBe(0xb3ece62a);
});

function hexOf(text: string, seed: number): string {
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  return murmur3(bytes, bytes.length, seed)
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("");
}

function bytesOf(words: readonly number[]): number[] {
  return words.flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]);
}
