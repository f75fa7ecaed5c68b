import type { JourneyDetail, Problem } from "@beckon/contract";
import { describeJourney, type JourneyDocument, needsOf, type StepNode, stepTitle } from "@beckon/core";
import { Button, Group, List, Modal, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Choice } from "../../ui/inputs/Choice.tsx";
import { LaunchProblems } from "../campaigns/LaunchProblems.tsx";
import { useLaunch } from "../campaigns/useLaunch.ts";
import type { JourneyDraft } from "./editor/useJourneyDraft.ts";
import { JourneyChanges } from "./JourneyChanges.tsx";
import { publishSegments } from "./publishSegments.ts";

interface JourneyLaunchModalProps {
  readonly onClose: () => void;
  readonly journey: JourneyDetail;
  readonly draft: JourneyDraft;
  readonly problems: readonly Problem[];
}

/** The last look before it reaches people: how they come in and leave, what is wrong, and what becomes of those inside. */
export function JourneyLaunchModal({ onClose, journey, draft, problems }: JourneyLaunchModalProps) {
  const [inside, setInside] = useState<PeopleInside>("finish");
  const [moves, setMoves] = useState<Moves>({});
  const launch = useLaunch({
    draft,
    launch: () => api("launchJourney", { params: { id: journey.id }, body: { inside, ...(inside === "move" ? { moves } : {}) } }),
    read: "getJourney",
    stale: ["listJourneys", "listJourneyVersions", "getJourneyReport"],
    onDone: onClose,
  });
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={journey.version > 0 ? `Launch version ${journey.version + 1}?` : "Launch this journey?"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack>
        {launch.error !== null && <ErrorNote error={launch.error} title="Not launched" />}
        {errors.length > 0 && <LaunchProblems color="red" title="Mend this first" problems={errors} />}
        {errors.some(({ code }) => code === "segment_not_published") && <PublishDrafts document={draft.document} />}
        {errors.length === 0 && <Sentences draft={draft} journey={journey} />}
        {errors.length === 0 && journey.version > 0 && (
          <Inside journeyId={journey.id} steps={draft.document.steps} value={inside} onChange={setInside} moves={moves} onMove={setMoves} />
        )}
        {warnings.length > 0 && <LaunchProblems color="yellow" title="Worth a second look" problems={warnings} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={errors.length > 0} loading={launch.busy} onClick={() => void launch.go()} data-autofocus>
            Launch
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Sentences({ draft: { document }, journey }: { readonly draft: JourneyDraft; readonly journey: JourneyDetail }) {
  const messages = document.steps.filter(({ kind }) => kind === "send").length;
  return (
    <Stack gap="xs">
      <Text size="sm">From now on, until it is paused or stopped:</Text>
      <List size="sm" spacing={4}>
        {describeJourney(document).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
        <List.Item>
          {document.steps.length} {document.steps.length === 1 ? "step" : "steps"}, {messages} {messages === 1 ? "message" : "messages"} among them.
        </List.Item>
      </List>
      {journey.launched && (
        <>
          <Text size="sm" fw={600}>
            What changes against version {journey.version}
          </Text>
          <JourneyChanges before={journey.launched} after={document} />
        </>
      )}
    </Stack>
  );
}

/** What keeps the launch and can be mended here: segments that nobody has published yet. */
function PublishDrafts({ document }: { readonly document: JourneyDocument }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { segments } = needsOf(document);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await publishSegments(segments);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "checkJourney" || queryKey[0] === "listSegments" });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  if (!useMay("segments:publish")) return null;
  return (
    <>
      {error !== null && <ErrorNote error={error} title="Not published" />}
      <Button variant="light" loading={busy} onClick={() => void go()}>
        {segments.length === 1 ? `Publish the segment “${segments[0]}”` : "Publish the segments that are drafts"}
      </Button>
    </>
  );
}

type PeopleInside = "finish" | "move" | "exit";
type Moves = { readonly [step: string]: string | null };

const INSIDE = [
  { value: "finish", label: "They finish on their version", description: "They go on by the steps as they were when they entered" },
  { value: "move", label: "They go on by the new version", description: "They stay at their step; a wait counts from when they came to it" },
  { value: "exit", label: "They leave now" },
] as const;

interface InsideProps {
  readonly journeyId: string;
  /** Those of the version to be launched. */
  readonly steps: readonly StepNode[];
  readonly value: PeopleInside;
  readonly onChange: (value: PeopleInside) => void;
  readonly moves: Moves;
  readonly onMove: (moves: Moves) => void;
}

/** Asked only where somebody is inside; and where to, for each step at which they stand and which is gone. */
function Inside({ journeyId, steps, value, onChange, moves, onMove }: InsideProps) {
  const report = useRead("getJourneyReport", { params: { id: journeyId }, query: {} }).data;
  const count = report?.inside ?? 0;
  if (count === 0) return null;
  const gone = (report?.steps ?? []).filter(({ step, waiting }) => waiting > 0 && steps.every(({ id }) => id !== step));
  const who = count === 1 ? "the one person who is inside" : `the ${count.toLocaleString("en")} people who are inside`;
  return (
    <Stack gap="sm">
      <Choice label={`What happens to ${who}`} options={INSIDE} value={value} onChange={onChange} />
      {value === "move" &&
        gone.map(({ step, title, waiting }) => (
          <Select
            key={step}
            label={`“${title}” is gone`}
            description={`${waiting.toLocaleString("en")} ${waiting === 1 ? "person stands" : "people stand"} there now`}
            placeholder="they leave"
            clearable
            searchable
            data={steps.map((target) => ({ value: target.id, label: `go to “${stepTitle(target)}”` }))}
            value={moves[step] ?? null}
            onChange={(to) => onMove({ ...moves, [step]: to })}
          />
        ))}
    </Stack>
  );
}
