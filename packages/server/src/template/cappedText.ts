import type { Emitter } from "liquidjs";

/** No mail is larger. Gmail shows the first 102 kB. */
const OUTPUT_MAX = 1_000_000;

/** Collects what a template writes, and stops one that writes without end. */
export class CappedText implements Emitter {
  buffer = "";

  write(value: unknown): void {
    this.buffer += typeof value === "string" ? value : textOf(value);
    if (this.buffer.length > OUTPUT_MAX) throw new Error(`the text is longer than ${OUTPUT_MAX.toLocaleString("en")} characters`);
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(textOf).join("") : String(value);
}
