import type { Problem } from "@beckon/contract";
import { CircleAlert, TriangleAlert } from "lucide-react";
import classes from "./StepProblemMark.module.css";

/** That something is to be mended at a step; its form says what. */
export function StepProblemMark({ problems }: { readonly problems: readonly Problem[] }) {
  const [first] = problems;
  if (!first) return null;
  const isError = problems.some(({ severity }) => severity === "error");
  const Mark = isError ? CircleAlert : TriangleAlert;
  return (
    <span className={classes.mark} data-severity={isError ? "error" : "warning"} title={problems.map(({ message }) => message).join("\n")}>
      <Mark size={16} aria-label={isError ? "To be mended" : "Worth a second look"} />
    </span>
  );
}
