import type { ConsentCondition } from "@beckon/core";
import { reader } from "./reader.ts";

export const consentCondition = reader<ConsentCondition>("consent", ({ channel, topic, is }, parameters) => {
  const part = topic === undefined ? "channels" : "topics";
  return `(coalesce(p.consent -> '${part}' ->> ${parameters.add(topic ?? channel ?? "", "text")}, 'unknown') = ${parameters.add(is, "text")})`;
});
