import type { Instant } from "../time/instant.ts";
import { type Hash128, murmur3 } from "./murmur3.ts";

/**
 * A UUIDv7-shaped id (RFC 9562) that is the same whenever it is derived again: its time is `at`, its other 74 bits come
 * from a hash of `parts`. Deciding twice therefore writes the same row, and rows still sort by time.
 */
export function deriveId(at: Instant, ...parts: string[]): string {
  const [a, b, c] = hashOf(parts);
  const time = Math.max(0, Math.floor(at));
  const high = hex(Math.floor(time / 0x10000) >>> 0, 8);
  const low = hex(time % 0x10000, 4);
  const version = hex(0x7000 | (a & 0x0fff), 4);
  const variant = hex(0x8000 | ((a >>> 12) & 0x3fff), 4);
  return `${high}-${low}-${version}-${variant}-${hex(b, 8)}${hex(c >>> 16, 4)}`;
}

/** A number in [0, 100) that is always the same for the same parts and evenly spread over different ones: holdouts and splits. */
export function shareOf(...parts: string[]): number {
  const [a, b] = hashOf(parts);
  return ((a * 0x200000 + (b >>> 11)) / 0x20000000000000) * 100;
}

let scratch = new Uint8Array(1024);

function hashOf(parts: readonly string[]): Hash128 {
  let length = 0;
  for (const part of parts) {
    const room = length + part.length * 3 + 1;
    if (room > scratch.length) scratch = grown(scratch, room);
    length = encode(part, length);
    // 0xff never occurs in UTF-8, so ("a", "bc") and ("ab", "c") stay apart.
    scratch[length++] = 0xff;
  }
  return murmur3(scratch, length);
}

/** Writes `text` as UTF-8 into the scratch buffer (lone surrogates as three bytes, so that different texts stay different). */
function encode(text: string, start: number): number {
  let at = start;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      scratch[at++] = unit;
      continue;
    }
    const code = text.codePointAt(i)!;
    if (code < 0x800) {
      scratch[at++] = 0xc0 | (code >> 6);
      scratch[at++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      scratch[at++] = 0xe0 | (code >> 12);
      scratch[at++] = 0x80 | ((code >> 6) & 0x3f);
      scratch[at++] = 0x80 | (code & 0x3f);
    } else {
      i++;
      scratch[at++] = 0xf0 | (code >> 18);
      scratch[at++] = 0x80 | ((code >> 12) & 0x3f);
      scratch[at++] = 0x80 | ((code >> 6) & 0x3f);
      scratch[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at;
}

function grown(buffer: Uint8Array<ArrayBuffer>, room: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(room * 2);
  larger.set(buffer);
  return larger;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
