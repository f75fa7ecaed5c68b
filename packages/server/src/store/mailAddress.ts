/**
 * One bare mail address. No list, no group, no display name (RFC 5322 section 3.4): each of these would make of one
 * recipient several, or hide from the suppression list whom it names.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>"(),:;\\[\]]+@[^\s@<>"(),:;\\[\]]+$/.test(text);
}
