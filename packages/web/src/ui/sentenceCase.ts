/** With a capital at its beginning: what the API says in words stands in the middle of sentences too. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
