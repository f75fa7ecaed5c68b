import type { Problem } from "@beckon/contract";
import type { CampaignDocument } from "@beckon/core";
import { Alert, Button, Code, Group, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CodeEditor } from "../../ui/CodeEditor.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { shapeProblem } from "./editor/shapeProblem.ts";
import type { Draft } from "./editor/useDraft.ts";

interface JsonTabProps {
  readonly draft: Draft;
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
}

/** The same document as files and the API have it. */
export function JsonTab({ draft, problems, readOnly }: JsonTabProps) {
  const current = JSON.stringify(draft.document, null, 2);
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? current;
  const parsed = parse(shown);
  const apply = () => {
    if (typeof parsed === "string") return;
    draft.replace(parsed);
    setText(null);
    sayDone("Taken over into the editor.");
  };
  return (
    <Panel
      title="The campaign as a document"
      lead={
        <>
          What <Code>beckon pull</Code> writes into a file. Its schema is at <Code>/api/definitions/schema</Code>.
        </>
      }
    >
      <Stack>
        <CodeEditor
          label="JSON"
          language="json"
          value={shown}
          onChange={setText}
          minHeight={420}
          readOnly={readOnly}
          error={typeof parsed === "string" ? parsed : null}
        />
        {problems.length > 0 && (
          <Alert color={problems.some(({ severity }) => severity === "error") ? "red" : "yellow"} title="In the document as it is saved">
            <List size="sm">
              {problems.map((problem) => (
                <List.Item key={`${problem.code} ${problem.path}`}>
                  <Code>{problem.path || "document"}</Code>{" "}
                  <Text span size="sm">
                    {problem.message}
                  </Text>
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Group>
          <Button disabled={readOnly || text === null || typeof parsed === "string" || shown === current} onClick={apply}>
            Take over
          </Button>
          {text !== null && text !== current && (
            <Button variant="default" onClick={() => setText(null)}>
              Put back
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

/** The document, or what keeps the text from being one: the editor's forms rely on its shape. */
function parse(text: string): CampaignDocument | string {
  try {
    const document = JSON.parse(text) as CampaignDocument;
    return shapeProblem(document) ?? document;
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : ""}`;
  }
}
