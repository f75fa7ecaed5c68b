import { toggle } from "../api/toggle.ts";

/** Whether the sheet of keyboard shortcuts lies open. */
export const shortcutSheet = toggle();
