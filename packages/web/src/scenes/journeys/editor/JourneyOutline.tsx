import { CLAUSE_WORDS, outlineOf, stepKindOf } from "@beckon/core";
import { Text, UnstyledButton } from "@mantine/core";
import { Flag, Zap } from "lucide-react";
import { START } from "./canvas/journeyLayout.ts";
import classes from "./JourneyOutline.module.css";
import { useJourneyDesk } from "./journeyDesk.ts";
import { StepCounts } from "./StepCounts.tsx";
import { StepMark } from "./StepMark.tsx";
import { StepProblemMark } from "./StepProblemMark.tsx";
import { WayMenu } from "./WayMenu.tsx";

/** The journey as a list to be read from above: for small screens and screen readers, with every edit that the canvas has. */
export function JourneyOutline() {
  const { document, selected, select, problemsOf, countsOf, readOnly } = useJourneyDesk();
  const { steps } = document;
  return (
    <ol className={classes.outline} aria-label="The journey, step by step">
      <li className={classes.line}>
        <UnstyledButton className={classes.press} data-selected={selected === START || undefined} onClick={() => select(START)}>
          <Zap size={16} aria-hidden className={classes.mark} />
          <span className={classes.words}>When {CLAUSE_WORDS.when(document)}</span>
          <StepProblemMark problems={problemsOf(START)} />
        </UnstyledButton>
      </li>
      {outlineOf(document).map((line, place) => {
        const step = steps.find(({ id }) => id === line.step);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a step may be told several times.
            key={place}
            className={classes.line}
            style={{ paddingInlineStart: `${line.depth * 1.25}rem` }}
          >
            <div className={classes.way}>
              {!readOnly && line.place && (
                <WayMenu place={line.place} label={line.way === "" ? `Add a step before ${line.text}` : `Add a step where ${line.way}`} />
              )}
              {line.way !== "" && (
                <Text size="xs" c="dimmed" component="span">
                  {line.way}
                </Text>
              )}
            </div>
            {step ? (
              <>
                <UnstyledButton className={classes.press} data-selected={selected === step.id || undefined} onClick={() => select(step.id)}>
                  <StepMark step={step} />
                  <span className={classes.words}>
                    {line.again ? `Go to “${line.text}”` : line.text}
                    <Text size="xs" c="dimmed" component="span" display="block">
                      {stepKindOf(step).schema.title}
                    </Text>
                  </span>
                  {!line.again && <StepProblemMark problems={problemsOf(step.id)} />}
                </UnstyledButton>
                {!line.again && <Counts counts={countsOf(step.id)} />}
              </>
            ) : (
              <Text size="sm" c="dimmed" className={classes.end}>
                <Flag size={14} aria-hidden /> {line.text}
              </Text>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Counts({ counts }: { readonly counts: ReturnType<ReturnType<typeof useJourneyDesk>["countsOf"]> }) {
  return counts ? <StepCounts counts={counts} /> : null;
}
