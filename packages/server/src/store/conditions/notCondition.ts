import type { NotCondition } from "@beckon/core";
import { reader } from "./reader.ts";

export const notCondition = reader<NotCondition>("not", ({ condition }, _parameters, _asking, inner) => `(not ${inner(condition)})`);
