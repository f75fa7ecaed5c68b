/** Where to go after a sign-in: the page that was asked for, and only a page of ours, however the address is spelt. */
export function wayBack(asked: string | null, origin: string): string {
  if (asked === null || !asked.startsWith("/") || !URL.canParse(asked, origin)) return "/";
  // As a browser reads it: it drops tabs and line ends, and takes a backslash for a slash.
  const { origin: of, pathname, search, hash } = new URL(asked, origin);
  return of === origin && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}
