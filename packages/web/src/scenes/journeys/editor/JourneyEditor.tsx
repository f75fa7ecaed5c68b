import type { JourneyStepCounts, Problem } from "@beckon/contract";
import { stepOfProblem } from "@beckon/core";
import { Drawer, Group, SegmentedControl, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { Steps } from "../../../drafting/Steps.tsx";
import { useParameter } from "../../../ui/useParameter.ts";
import { MessageDeskProvider } from "../../campaigns/editor/message/MessageDesk.tsx";
import { JourneyCanvas } from "./canvas/JourneyCanvas.tsx";
import { START } from "./canvas/journeyLayout.ts";
import { EntryPanel } from "./EntryPanel.tsx";
import classes from "./JourneyEditor.module.css";
import { JourneyOutline } from "./JourneyOutline.tsx";
import { type JourneyDesk, JourneyDeskProvider } from "./journeyDesk.ts";
import { RemoveStepModal } from "./RemoveStepModal.tsx";
import { StepPanel } from "./StepPanel.tsx";
import type { JourneyDraft } from "./useJourneyDraft.ts";
import { useJourneyEdits } from "./useJourneyEdits.ts";

interface JourneyEditorProps {
  readonly draft: JourneyDraft;
  readonly problems: readonly Problem[];
  /** A launched journey keeps its key. */
  readonly keyFixed: boolean;
  readonly readOnly: boolean;
  /** What happened at each step; undefined before the first launch. */
  readonly counts: readonly JourneyStepCounts[] | undefined;
}

const VIEWS = [
  { value: "canvas", label: "Canvas" },
  { value: "outline", label: "Outline" },
];
/** Below it a canvas is a keyhole. */
const NARROW = "(max-width: 50em)";

/** The journey, drawn or told, with the form of what is selected beside it. */
export function JourneyEditor({ draft, problems, keyFixed, readOnly, counts }: JourneyEditorProps) {
  const { document, change } = draft;
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const [chosen, setChosen] = useParameter("view");
  const view = chosen || (narrow ? "outline" : "canvas");
  const [selected, select] = useState<string | null>(null);
  const { edits, copied, asking, takeOut, keep } = useJourneyEdits(draft, select);
  const desk = useMemo((): JourneyDesk => {
    const placed = problems.map((problem) => ({ problem, step: stepOfProblem(problem, document)?.id ?? START }));
    return {
      document,
      readOnly,
      selected,
      select,
      problemsOf: (step) => placed.flatMap((each) => (each.step === step ? [each.problem] : [])),
      countsOf: (step) => counts?.find((each) => each.step === step),
      edits,
      copied,
    };
  }, [document, readOnly, selected, problems, counts, edits, copied]);
  const step = document.steps.find(({ id }) => id === selected);
  // Only around the form: what is drawn stays as it is, with its focus, when another step is opened.
  const form = step ? (
    <MessageDeskProvider key={step.id}>
      <StepPanel step={step} />
    </MessageDeskProvider>
  ) : selected === START ? (
    <EntryPanel change={change} problems={problems} keyFixed={keyFixed ? "Fixed since its launch" : null} />
  ) : null;
  return (
    <JourneyDeskProvider value={desk}>
      <Group justify="space-between" mb="sm">
        <SegmentedControl
          size="xs"
          aria-label="View"
          data={VIEWS}
          value={view}
          onChange={(next) => setChosen(next === (narrow ? "outline" : "canvas") ? null : next)}
        />
        <Group gap="sm">
          <Whole problems={problems} />
          <Steps draft={draft} readOnly={readOnly} />
        </Group>
      </Group>
      <div className={classes.work}>
        <div className={classes.drawing} data-view={view}>
          {view === "canvas" ? <JourneyCanvas /> : <JourneyOutline />}
        </div>
        {!narrow && form && (
          <aside className={classes.panel} data-wide={step?.kind === "send" || undefined}>
            {form}
          </aside>
        )}
      </div>
      {narrow && (
        <Drawer
          opened={form !== null}
          onClose={() => select(null)}
          position="bottom"
          size="88%"
          withCloseButton={false}
          title={<VisuallyHidden>Step</VisuallyHidden>}
        >
          {form}
        </Drawer>
      )}
      {asking && <RemoveStepModal step={asking} steps={document.steps} onRemove={(onward) => takeOut(asking, onward)} onClose={keep} />}
    </JourneyDeskProvider>
  );
}

/** How much is to be mended, in all. */
function Whole({ problems }: { readonly problems: readonly Problem[] }) {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const words = [...(errors > 0 ? [`${errors} to mend before a launch`] : []), ...(warnings > 0 ? [`${warnings} worth a second look`] : [])];
  return (
    <Text size="sm" c={errors > 0 ? "var(--mantine-color-error)" : "dimmed"} role="status">
      {words.length > 0 ? words.join(", ") : "Nothing to mend"}
    </Text>
  );
}
