import type { Problem } from "@beckon/contract";
import type { Message } from "@beckon/core";

/** What the blank campaign says until somebody writes. */
export const STARTER_TEXT = "Write here what you want to say.";
/** Where the starters lead until somebody says where to. */
export const STARTER_LINK = "https://shop.example/";

/** What a starter brought along and nobody has replaced: it would reach people as it is. */
export function leftoversIn(message: Message): Problem[] {
  const text = JSON.stringify(message);
  const found = [
    { sign: STARTER_TEXT, message: `The mail still says “${STARTER_TEXT}”` },
    { sign: STARTER_LINK, message: `A link still leads to \`${STARTER_LINK}\`, which is only an example.` },
  ];
  return found.filter(({ sign }) => text.includes(sign)).map((each) => ({ path: "message", code: "starter_left", severity: "warning", message: each.message }));
}
