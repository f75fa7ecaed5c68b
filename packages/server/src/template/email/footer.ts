/** "Unsubscribe" and "Preferences" in the languages whose mails we are likely to send; English for all others. */
const WORDS: { readonly [language: string]: readonly [unsubscribe: string, preferences: string] } = {
  en: ["Unsubscribe", "Preferences"],
  cs: ["Odhlásit odběr", "Předvolby"],
  da: ["Afmeld", "Præferencer"],
  de: ["Abmelden", "Einstellungen"],
  es: ["Darse de baja", "Preferencias"],
  fi: ["Peruuta tilaus", "Asetukset"],
  fr: ["Se désabonner", "Préférences"],
  it: ["Annulla iscrizione", "Preferenze"],
  ja: ["配信停止", "設定"],
  ko: ["수신 거부", "수신 설정"],
  nb: ["Meld deg av", "Innstillinger"],
  nl: ["Afmelden", "Voorkeuren"],
  pl: ["Wypisz się", "Preferencje"],
  pt: ["Cancelar inscrição", "Preferências"],
  ru: ["Отписаться", "Настройки"],
  sv: ["Avsluta prenumeration", "Inställningar"],
  tr: ["Abonelikten çık", "Tercihler"],
  uk: ["Відписатися", "Налаштування"],
  zh: ["退订", "偏好设置"],
};

function wordsOf(language: string): readonly [string, string] {
  return WORDS[language.split("-")[0]!.toLowerCase()] ?? WORDS["en"]!;
}

/** Whether the author already shows people the way out. */
export function hasUnsubscribeLink(...sources: readonly string[]): boolean {
  return sources.some((source) => /\b(?:unsubscribe_url|preferences_url)\b/.test(source));
}

/** The way out of marketing mail, at the end of a body that does not show one itself. The law asks for it, and so do mailbox providers. */
export function addHtmlFooter(html: string, language: string): string {
  const [unsubscribe, preferences] = wordsOf(language);
  const link = (name: string, text: string) => `<a href="{{ message.${name} }}" style="color:inherit;text-decoration:underline">${text}</a>`;
  const footer = `<div style="padding:24px 16px;text-align:center;font:12px/1.5 Arial,Helvetica,sans-serif;color:#767676">{{ workspace.name }} &middot; ${link("unsubscribe_url", unsubscribe)} &middot; ${link("preferences_url", preferences)}{% if workspace.address %}<br>{{ workspace.address | newline_to_br }}{% endif %}</div>`;
  return beforeBodyEnd(html, footer);
}

export function addTextFooter(text: string, language: string): string {
  const [unsubscribe] = wordsOf(language);
  return `${text.trimEnd()}\n\n--\n{{ workspace.name }}\n${unsubscribe}: {{ message.unsubscribe_url }}\n{% if workspace.address %}{{ workspace.address }}\n{% endif %}`;
}

/** Puts `part` at the end of the body, also where the author wrote no `</body>`. */
export function beforeBodyEnd(html: string, part: string): string {
  const at = html.toLowerCase().lastIndexOf("</body>");
  return at < 0 ? html + part : html.slice(0, at) + part + html.slice(at);
}
