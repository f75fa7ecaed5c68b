import { isObject, type Json } from "@beckon/core";

/** What stands in the place of a secret. */
export const HIDDEN = "•••";

/** Names of fields whose values are never kept, wherever they stand. */
const SECRET_NAME =
  /pass(word|phrase|wd)|secret|token|credential|authori[sz]ation|cookie|(private|api|access|write|signing|account|dkim|server|routing)_?-?key$|recovery_?codes?$|otp|^seed$|^auth$/i;

/** Values that are secrets wherever they stand: our own keys, and those of well-known providers. */
const SECRET_VALUE =
  /\b(bkn_(?:api|write|profile)_|whsec_|sk_(?:live|test)_|rk_(?:live|test)_|SG\.|AKIA|re_|xox[abp]-|gh[pousr]_|key-)[\w.-]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*|(?<=\/\/[^/\s:@]*:)[^/\s@]+(?=@)/g;

/**
 * The value as it may be kept and shown.
 * @param path where it stands (`settings.smtp.password`): a secret name anywhere on it hides the whole
 */
export function withoutSecrets(value: Json, path = ""): Json {
  if (value === null || typeof value === "boolean") return value;
  if (path.split(/[.[\]]+/).some((name) => SECRET_NAME.test(name))) return HIDDEN;
  if (typeof value === "string") return value.replace(SECRET_VALUE, HIDDEN);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, name)]));
  return value;
}
