const PICTURES = import.meta.glob<string>("../../../../../docs/**/*.{svg,png,webp,jpg}", { query: "?url", import: "default", eager: true });

/**
 * Where a link of the documentation leads: another text of it to its page in the app, the world as it is, and what is only
 * in the repository nowhere (null).
 */
export function helpLink(href: string): string | null {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const page = /^(?:\.\.\/)?(?:concepts\/|guides\/)?([a-z0-9-]+)\.md(#[\w-]+)?$/.exec(href);
  return page === null ? null : `/help/${page[1]}${page[2] ?? ""}`;
}

/** The address of a picture that stands beside the texts, by its file name. */
export function helpPicture(src: string): string | undefined {
  const name = src.split("/").at(-1);
  return Object.entries(PICTURES).find(([path]) => path.endsWith(`/${name}`))?.[1];
}
