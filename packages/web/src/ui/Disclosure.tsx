import { Collapse, UnstyledButton } from "@mantine/core";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import classes from "./Disclosure.module.css";

interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: () => ReactNode;
  /** What is inside are rows themselves, which bring their own room. */
  readonly ofRows?: true;
}

/** A row that opens to show more. What is inside is made only when it is opened. */
export function Disclosure({ summary, children, ofRows }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.disclosure}>
      <UnstyledButton className={classes.summary} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <ChevronRight size={16} aria-hidden className={classes.chevron} data-open={open || undefined} />
        <span className={classes.text}>{summary}</span>
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        {open && <div className={ofRows ? classes.rows : classes.content}>{children()}</div>}
      </Collapse>
    </div>
  );
}
