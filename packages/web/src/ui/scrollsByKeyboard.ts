/** For a table that is wider than a phone: whoever has no pointer moves it by the arrow keys. */
export const SCROLLS_BY_KEYBOARD = { viewportProps: { tabIndex: 0 } };
