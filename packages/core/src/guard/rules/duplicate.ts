import { type GuardRule, skip } from "../question.ts";

export const duplicate: GuardRule = (question) => (question.duplicate ? skip("duplicate") : null);
