import { toggle } from "./toggle.ts";

const over = toggle();

/** Whether the server has told us, while somebody was working, that the session is over. */
export const session = { end: over.open, begin: over.close };

export const useSessionOver = over.useOpened;
