const PAGES: { readonly [code: string]: string } = {
  dead_letters: "/events?tab=dead-letters",
  unknown_sends: "/messages?state=unknown",
  no_mail_carrier: "/integrations",
};

/** The page on which a problem of the status can be looked at and mended; undefined where there is none of its own. */
export function mendedAt(code: string): string | undefined {
  return PAGES[code];
}
