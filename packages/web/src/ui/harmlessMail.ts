/** Where the server counts opens: `/o/<token>.gif`. */
const OPEN_PIXEL = /\/o\/[\w-]+\.gif(?:$|\?)/;

/** Pictures keep their colours when all around them is inverted. */
const PICTURES_AS_THEY_ARE = "img, video, svg { filter: invert(1) hue-rotate(180deg); }";

/**
 * A mail that may be looked at in the app without its recipient seeming to have read it: the pixel that counts opens is
 * taken out, and every link wants a new window, which the frame's sandbox does not give.
 */
export function harmlessMail(html: string, keepPictures = false): string {
  const mail = new DOMParser().parseFromString(html, "text/html");
  for (const image of mail.querySelectorAll("img")) if (OPEN_PIXEL.test(image.getAttribute("src") ?? "")) image.remove();
  for (const link of mail.querySelectorAll("a, area, form, base")) link.setAttribute("target", "_blank");
  if (keepPictures) mail.head.append(Object.assign(mail.createElement("style"), { textContent: PICTURES_AS_THEY_ARE }));
  return `<!doctype html>${mail.documentElement.outerHTML}`;
}
