import type { StepNode } from "@beckon/core";
import classes from "./StepMark.module.css";
import { stepEditingOf } from "./steps/kinds.ts";

/** The picture of a step's kind. */
export function StepMark({ step }: { readonly step: Pick<StepNode, "kind"> }) {
  const { icon: Icon, tone } = stepEditingOf(step);
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={16} aria-hidden />
    </span>
  );
}
