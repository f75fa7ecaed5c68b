import { bytesText } from "./bytesText.ts";

/** Gmail cuts a mail off from here on, and puts the rest behind a link. */
const CLIPPED_FROM_BYTES = 102_000;

export interface MailSize {
  readonly text: string;
  readonly isClipped: boolean;
}

/** How much the HTML of a mail weighs, and whether that is too much for Gmail. */
export function mailSize(html: string): MailSize {
  const bytes = new TextEncoder().encode(html).length;
  return { text: bytes < 1_000 ? `${bytes} bytes` : bytesText(bytes), isClipped: bytes >= CLIPPED_FROM_BYTES };
}
