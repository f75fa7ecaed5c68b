import { type GuardRule, skip } from "../question.ts";

/** What the person did meanwhile makes the message pointless. */
export const exception: GuardRule = (question) => (question.exception ? skip("exception", question.exception) : null);
