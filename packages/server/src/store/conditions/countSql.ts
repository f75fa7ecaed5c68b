import type { Count } from "@beckon/core";
import type { Parameters } from "../parameters.ts";

/** Whether so many times are as many as asked: `sure` happened for certain, `unsure` perhaps. */
export function countSql({ op, value }: Count, sure: string, unsure: string, parameters: Parameters): string {
  const wanted = parameters.add(value, "int");
  const most = `${sure} + ${unsure}`;
  if (op === "at_least") return `(case when ${sure} >= ${wanted} then true when ${most} < ${wanted} then false end)`;
  if (op === "at_most") return `(case when ${most} <= ${wanted} then true when ${sure} > ${wanted} then false end)`;
  return `(case when ${unsure} = 0 then ${sure} = ${wanted} when ${most} < ${wanted} or ${sure} > ${wanted} then false end)`;
}
