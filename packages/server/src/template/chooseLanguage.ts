import { Memo } from "./memo.ts";

/**
 * The key of the translation for a locale: `pt-BR`, else `pt`, else another `pt-..`, else null for the default text.
 * Spelling does not matter (`pt_br`).
 */
export function chooseTranslation(available: readonly string[], locale: string | null): string | null {
  if (locale === null) return null;
  const wanted = normal(locale);
  const language = wanted.split("-")[0]!;
  const find = (fits: (candidate: string) => boolean) => available.find((candidate) => fits(normal(candidate))) ?? null;
  const parts = wanted.split("-");
  for (let length = parts.length; length > 0; length--) {
    const exact = find((candidate) => candidate === parts.slice(0, length).join("-"));
    if (exact !== null) return exact;
  }
  return find((candidate) => candidate.split("-")[0] === language);
}

function normal(locale: string): string {
  return locale.trim().toLowerCase().replaceAll("_", "-");
}

/**
 * The locale in which dates and numbers are written: the reader's own where it is of the language of the text (`de-AT` in a
 * German text), else the text's, so that no English sentence holds a French month.
 */
export function formatLocale(readers: string | null, textLanguage: string): string {
  const own = readers === null ? null : supported(readers);
  const text = supported(textLanguage) ?? "en";
  return own !== null && own.split("-")[0] === text.split("-")[0] ? own : text;
}

/** `de_AT` -> `de-AT`; null for what Intl does not know. Only language, script and region are kept, which bounds what is memoised. */
function supported(locale: string): string | null {
  return locale.length > 35 ? null : known.get(locale, () => asked(locale));
}

const known = new Memo<string | null>();

function asked(locale: string): string | null {
  try {
    const { language, script, region } = new Intl.Locale(locale.replaceAll("_", "-"));
    const tag = [language, script, region].filter(Boolean).join("-");
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0 ? tag : null;
  } catch {
    return null;
  }
}
