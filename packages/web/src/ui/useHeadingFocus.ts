import { type RefObject, useEffect, useRef } from "react";
import { useLocation } from "react-router";

/** The page whose heading had the focus last. None before the first: whoever opens the app begins at its top. */
let focusedAt: string | null = null;

/**
 * Moves the focus to a page's heading when another page is opened, as a browser does between documents: a screen reader says where
 * one is, and the next Tab leads into the page. A field of the page that has taken the focus itself keeps it.
 */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const isFirst = focusedAt === null;
    const isSame = focusedAt === pathname;
    focusedAt = pathname;
    if (isFirst || isSame || heading.current?.closest("main")?.contains(document.activeElement?.closest("input, textarea") ?? null)) return;
    heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  return heading;
}
