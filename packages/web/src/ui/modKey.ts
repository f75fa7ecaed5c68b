/** What the key of commands is called on this keyboard. */
export const modKey: string = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
