import { toggle } from "./toggle.ts";

const lost = toggle();

/** Whether Beckon has stopped answering. Every call of the API says what it met. */
export const connection = { lost: lost.open, found: lost.close };

export const useConnectionLost = lost.useOpened;
