import { useEffect } from "react";
import { useNavigate } from "react-router";
import { DESTINATIONS } from "./navigation.ts";
import { shortcutSheet } from "./shortcutSheet.ts";
import { useReachable } from "./useReachable.ts";

/** After `g`, the second key is waited for this long. */
const SECOND_KEY_MS = 1_500;

/** `g` and a letter lead to a page, `n` to a new campaign, `?` opens the sheet. Not while somebody types or a dialog is open. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const reachable = useReachable();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event.target)) return;
      const afterG = event.timeStamp - wentAt < SECOND_KEY_MS;
      wentAt = Number.NEGATIVE_INFINITY;
      const place = afterG ? reachable(DESTINATIONS).find(({ key }) => key === event.key.toLowerCase()) : undefined;
      if (place) void navigate(place.to);
      else if (event.key === "g") wentAt = event.timeStamp;
      else if (event.key === "n") void navigate("/campaigns/new");
      else if (event.key === "?") shortcutSheet.open();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, reachable]);
}

/** Where keys have a meaning of their own. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]") !== null;
}
