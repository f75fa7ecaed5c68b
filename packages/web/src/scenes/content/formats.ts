import type { ContentBlock } from "@beckon/core";

export const BLOCK_FORMATS: readonly { readonly value: ContentBlock["format"]; readonly label: string; readonly fits: string }[] = [
  { value: "text", label: "Plain text", fits: "Fits everywhere: subjects, mails of any kind, webhooks." },
  { value: "html", label: "HTML", fits: "Fits in HTML mails, and inside the text of MJML ones." },
  { value: "mjml", label: "MJML", fits: "Fits in MJML mails: a section, a column, or what stands in a column." },
];

export function formatName(format: ContentBlock["format"]): string {
  return BLOCK_FORMATS.find(({ value }) => value === format)?.label ?? format;
}
