import type { Problem } from "@beckon/contract";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { Sentence } from "../ui/Sentence.tsx";
import { eachOnce } from "./eachOnce.ts";
import classes from "./ProblemList.module.css";

/** What is wrong, each a line, below what it concerns: a problem that comes or goes moves no field under the pointer. */
export function ProblemList({ problems, className }: { readonly problems: readonly Problem[]; readonly className?: string }) {
  return eachOnce(problems).map((problem) => (
    <p key={`${problem.path} ${problem.message}`} className={`${classes.problem} ${className ?? ""}`} data-severity={problem.severity}>
      {problem.severity === "error" ? <CircleAlert size={15} aria-label="Error" /> : <TriangleAlert size={15} aria-label="Warning" />}
      <span>
        <Sentence text={problem.code === "too_short" ? "Something here is still empty: fill it in, or remove it." : problem.message} />
      </span>
    </p>
  ));
}
