/**
 * One bare mail address, as a JSON Schema pattern. No list, no group, no display name (RFC 5322 section 3.4): each of these would
 * make of one recipient several, or hide from the suppression list whom it names.
 */
export const MAIL_ADDRESS = '^[^\\s@<>"(),:;\\\\[\\]]+@[^\\s@<>"(),:;\\\\[\\]]+$';
