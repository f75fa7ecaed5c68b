import { MAIL_ADDRESS } from "@beckon/core";

const PATTERN = new RegExp(MAIL_ADDRESS);

/** One bare mail address, short enough for every mail server. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && PATTERN.test(text);
}
