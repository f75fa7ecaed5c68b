import type { Problem } from "@beckon/contract";
import { Alert, Grid, List, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useRead } from "../../../api/hooks.ts";
import { DocumentNames } from "../../../drafting/DocumentNames.tsx";
import { Steps } from "../../../drafting/Steps.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Sentence } from "../../../ui/Sentence.tsx";
import classes from "./CampaignEditor.module.css";
import { Clause } from "./Clause.tsx";
import { MessageDeskProvider } from "./message/MessageDesk.tsx";
import { PreviewPane } from "./PreviewPane.tsx";
import { type Part, problemsOf } from "./part.ts";
import { PARTS } from "./parts/parts.ts";
import { ReachPanel } from "./ReachPanel.tsx";
import { TryPanel } from "./TryPanel.tsx";
import type { CampaignDraft } from "./useCampaignDraft.ts";

interface CampaignEditorProps {
  readonly draft: CampaignDraft;
  readonly problems: readonly Problem[];
  /** A launched campaign keeps its key. */
  readonly keyFixed: boolean;
  readonly readOnly: boolean;
  /** Made a moment ago: its first clause stands open, because that is where one begins. */
  readonly isNew: boolean;
}

/** The campaign as a sentence whose clauses open to be changed, with the mail beside it as somebody would get it. */
export function CampaignEditor({ draft, problems, keyFixed, readOnly, isNew }: CampaignEditorProps) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const { document, change } = draft;
  const clause = (part: Part) => (
    <Clause
      key={part.id}
      part={part}
      problems={problemsOf(part, problems)}
      document={document}
      change={change}
      topics={topics}
      opened={part.id === "when" && isNew}
    />
  );
  return (
    <MessageDeskProvider>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <fieldset className={classes.fieldset} disabled={readOnly}>
            <Stack gap="lg">
              <DocumentNames document={document} change={change} keyFixed={keyFixed ? "Fixed since its launch" : null} />
              <WholeProblems problems={problems} />
              <Panel title="The campaign, in a sentence" actions={<Steps draft={draft} readOnly={readOnly} />} flush>
                {PARTS.map(clause)}
              </Panel>
            </Stack>
          </fieldset>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <div className={classes.side}>
            <Stack gap="lg">
              <ReachPanel document={document} />
              <PreviewPane document={document} />
              <TryPanel document={document} />
            </Stack>
          </div>
        </Grid.Col>
      </Grid>
    </MessageDeskProvider>
  );
}

/** Problems of the whole, or of parts that have no clause: name and key. */
function WholeProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const placed = new Set(PARTS.flatMap((part) => problemsOf(part, problems)));
  const rest = problems.filter((problem) => !placed.has(problem));
  if (rest.length === 0) return null;
  return (
    <Alert color={rest.some(({ severity }) => severity === "error") ? "red" : "yellow"} icon={<TriangleAlert size={18} aria-hidden />}>
      <List size="sm">
        {rest.map((problem) => (
          <List.Item key={`${problem.code} ${problem.path}`}>
            <Text size="sm">
              <Sentence text={problem.message} />
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
