import { notifications } from "@mantine/notifications";
import { errorMessage } from "./ErrorNote.tsx";

/** A short word that something was done. */
export function sayDone(message: string): void {
  notifications.show({ message, color: "sea", withBorder: true, closeButtonProps: { "aria-label": "Close" } });
}

/** A refusal that has no better place on the page; stays until it is closed. */
export function sayError(error: unknown, title = "That did not work"): void {
  notifications.show({ title, message: errorMessage(error), color: "red", autoClose: false, withBorder: true, closeButtonProps: { "aria-label": "Close" } });
}
