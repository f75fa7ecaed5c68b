import { CLAUSE_WORDS, stepKindOf, stepTitle } from "@beckon/core";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Zap } from "lucide-react";
import { useJourneyDesk } from "../journeyDesk.ts";
import { StepCounts } from "../StepCounts.tsx";
import { StepMark } from "../StepMark.tsx";
import { StepProblemMark } from "../StepProblemMark.tsx";
import classes from "./JourneyCanvas.module.css";
import { START } from "./journeyLayout.ts";

/** What starts it, and for whom: opens how people come in and leave. */
export function StartCard() {
  const { document, selected, select, problemsOf } = useJourneyDesk();
  return (
    <div className={classes.card} data-start data-selected={selected === START || undefined}>
      <button type="button" className={classes.press} data-node={START} onClick={() => select(START)}>
        <span className={classes.startMark}>
          <Zap size={16} aria-hidden />
        </span>
        <span className={classes.words}>
          <span className={classes.kind}>For {CLAUSE_WORDS.audience(document) ?? "everyone"}, when</span>
          <span className={classes.title}>{CLAUSE_WORDS.when(document)?.replaceAll("“”", "“…”") ?? "…"}</span>
        </span>
        <StepProblemMark problems={problemsOf(START)} />
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </div>
  );
}

export function StepCard({ id }: NodeProps) {
  const { document, selected, select, problemsOf, countsOf } = useJourneyDesk();
  const step = document.steps.find((each) => each.id === id);
  if (!step) return null;
  const counts = countsOf(id);
  return (
    <div className={classes.card} data-selected={selected === id || undefined}>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />
      <button type="button" className={classes.press} data-node={id} onClick={() => select(id)}>
        <StepMark step={step} />
        <span className={classes.words}>
          <span className={classes.kind}>{stepKindOf(step).schema.title}</span>
          <span className={classes.title}>{stepTitle(step).replaceAll("“”", "“…”")}</span>
        </span>
        <StepProblemMark problems={problemsOf(id)} />
      </button>
      {counts && <StepCounts counts={counts} />}
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </div>
  );
}

export function EndCard() {
  return (
    <div className={classes.end}>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />
      End
    </div>
  );
}
