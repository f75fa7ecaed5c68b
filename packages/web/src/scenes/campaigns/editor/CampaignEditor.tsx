import type { Problem } from "@beckon/contract";
import { ActionIcon, Alert, Grid, List, Stack, Text, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Redo2, TriangleAlert, Undo2 } from "lucide-react";
import { useRead } from "../../../api/hooks.ts";
import { keyOf } from "../../../ui/keyOf.ts";
import { modKey } from "../../../ui/modKey.ts";
import { Panel } from "../../../ui/Panel.tsx";
import classes from "./CampaignEditor.module.css";
import { Clause } from "./Clause.tsx";
import { MessageDeskProvider } from "./message/MessageDesk.tsx";
import { PreviewPane } from "./PreviewPane.tsx";
import { type Part, problemsOf } from "./part.ts";
import { PARTS } from "./parts/parts.ts";
import { ReachPanel } from "./ReachPanel.tsx";
import { TryPanel } from "./TryPanel.tsx";
import type { Draft } from "./useDraft.ts";

interface CampaignEditorProps {
  readonly draft: Draft;
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
  const { document, change, undo, redo } = draft;
  // In text fields too: their own undo knows nothing of a document that is put together from many. The code editor keeps its own.
  useHotkeys(
    [
      ["mod+Z", () => !readOnly && undo()],
      ["mod+shift+Z", () => !readOnly && redo()],
      ["mod+Y", () => !readOnly && redo()],
    ],
    [],
  );
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
      <Grid gap="lg" align="flex-start">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <fieldset className={classes.fieldset} disabled={readOnly}>
            <Stack gap="lg">
              <Names draft={draft} keyFixed={keyFixed} />
              <WholeProblems problems={problems} />
              <Panel title="The campaign, in a sentence" actions={<Steps draft={draft} />} flush>
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

/** One step back, and forth again; the keys do the same. */
function Steps({ draft }: { readonly draft: Draft }) {
  const steps = [
    { label: "Undo", keys: "mod+Z", icon: Undo2, go: draft.undo, can: draft.canUndo },
    { label: "Redo", keys: "mod+shift+Z", icon: Redo2, go: draft.redo, can: draft.canRedo },
  ];
  return (
    <ActionIcon.Group>
      {steps.map(({ label, keys, icon: Icon, go, can }) => (
        <ActionIcon key={label} variant="default" size="md" aria-label={label} title={`${label} (${keys.replace("mod", modKey)})`} disabled={!can} onClick={go}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      ))}
    </ActionIcon.Group>
  );
}

function Names({ draft, keyFixed }: { readonly draft: Draft; readonly keyFixed: boolean }) {
  const { document, change } = draft;
  const follows = !keyFixed && document.key === keyOf(document.name);
  return (
    <div className={classes.names}>
      <TextInput
        label="Name"
        maxLength={200}
        value={document.name}
        onChange={(event) => {
          const name = event.currentTarget.value;
          change(follows && keyOf(name) ? { name, key: keyOf(name) } : { name });
        }}
      />
      <TextInput
        label="Key"
        description={keyFixed ? "Fixed since its launch" : undefined}
        inputWrapperOrder={["label", "input", "description", "error"]}
        maxLength={80}
        value={document.key}
        readOnly={keyFixed}
        onChange={(event) => change({ key: event.currentTarget.value })}
      />
      <TextInput
        label="Description"
        className={classes.description}
        maxLength={5_000}
        placeholder="What it is for, for colleagues"
        value={document.description ?? ""}
        onChange={(event) => change({ description: event.currentTarget.value || undefined })}
      />
    </div>
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
            <Text size="sm">{problem.message}</Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
