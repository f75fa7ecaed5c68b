import type { Problem } from "@beckon/contract";
import type { CourseDocument } from "@beckon/core";
import { Collapse, UnstyledButton } from "@mantine/core";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useId, useState } from "react";
import { ProblemList } from "../../../drafting/ProblemList.tsx";
import classes from "./CampaignEditor.module.css";
import type { Part, PartFormProps } from "./part.ts";

interface ClauseProps<D extends CourseDocument> extends PartFormProps<D> {
  readonly part: Part<D>;
  readonly problems: readonly Problem[];
  /** Whether it stands open at first. */
  readonly opened: boolean;
}

/** One clause: its words when closed, its form when opened, and what is wrong with it in either case. */
export function Clause<D extends CourseDocument>({ part, problems, opened, ...form }: ClauseProps<D>) {
  const [open, setOpen] = useState(opened);
  const id = useId();
  const Mark = open ? ChevronUp : ChevronDown;
  return (
    <div
      className={classes.clause}
      data-open={open || undefined}
      data-problem={problems.some(({ severity }) => severity === "error") || undefined}
      data-testid={`clause-${part.id}`}
    >
      <UnstyledButton className={classes.head} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <span className={classes.sentence} data-default={part.isSet(form.document) ? undefined : true}>
          {part.lead(form.document)} <span className={classes.value}>{part.sentence(form.document, form.topics).replaceAll("“”", "“…”")}</span>
        </span>
        <Mark size={16} aria-hidden className={classes.mark} />
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        {open && (
          <div className={classes.form}>
            <part.Form {...form} />
          </div>
        )}
      </Collapse>
      <ProblemList problems={problems} className={classes.problem} />
    </div>
  );
}
