import type { Problem } from "@beckon/contract";
import type { CourseDocument, JourneyDocument } from "@beckon/core";
import { CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { useRead } from "../../../api/hooks.ts";
import { DocumentNames } from "../../../drafting/DocumentNames.tsx";
import { ProblemList } from "../../../drafting/ProblemList.tsx";
import { Clause } from "../../campaigns/editor/Clause.tsx";
import { type Part, problemsOf } from "../../campaigns/editor/part.ts";
import { ENTRY_PARTS } from "./entryParts.ts";
import classes from "./JourneyEditor.module.css";
import { useJourneyDesk } from "./journeyDesk.ts";

interface EntryPanelProps {
  readonly change: (part: Partial<JourneyDocument>) => void;
  /** Of the whole document. */
  readonly problems: readonly Problem[];
  readonly keyFixed: string | null;
}

/** How people come in and leave: the clauses of a campaign's sentence that a journey has too. */
export function EntryPanel({ change, problems, keyFixed }: EntryPanelProps) {
  const { document, readOnly, select } = useJourneyDesk();
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const placed = new Set(ENTRY_PARTS.flatMap((part) => problemsOf(part, problems)));
  const rest = problems.filter((problem) => !placed.has(problem) && !problem.path.startsWith("steps["));
  const clause = (part: Part<CourseDocument>) => (
    <Clause
      key={part.id}
      part={part}
      problems={problemsOf(part, problems)}
      document={document}
      change={change as (part: Partial<CourseDocument>) => void}
      topics={topics}
      opened={false}
    />
  );
  return (
    <section aria-label="How people come in and leave">
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="md">
        <div>
          <Title order={2} size="h3">
            Entry and exit
          </Title>
          <Text size="sm" c="dimmed">
            Who comes in and by what, what ends it early, and what it is for.
          </Text>
        </div>
        <CloseButton aria-label="Close entry and exit" onClick={() => select(null)} />
      </Group>
      <fieldset className={classes.fieldset} disabled={readOnly}>
        <Stack>
          <ProblemList problems={rest} />
          <div className={classes.clauses}>{ENTRY_PARTS.map(clause)}</div>
          <DocumentNames document={document} change={change} keyFixed={keyFixed} />
        </Stack>
      </fieldset>
    </section>
  );
}
