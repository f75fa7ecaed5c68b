import type { Problem } from "@beckon/contract";
import { Alert, Button, Code, Group, List, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { CodeEditor } from "../ui/CodeEditor.tsx";
import { Panel } from "../ui/Panel.tsx";
import { sayDone } from "../ui/say.ts";
import type { Draft } from "./useDraft.ts";

interface DocumentJsonProps<D> {
  readonly title: string;
  readonly draft: Draft<D>;
  /** What a document still lacks, or null: the forms rely on its shape. */
  readonly shapeProblem: (document: D) => string | null;
  readonly problems: readonly Problem[];
  readonly readOnly: boolean;
}

/** The same document as files and the API have it. */
export function DocumentJson<D extends object>({ title, draft, shapeProblem, problems, readOnly }: DocumentJsonProps<D>) {
  const current = JSON.stringify(draft.document, null, 2);
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? current;
  const parsed = parse(shown, shapeProblem);
  const apply = () => {
    if (typeof parsed === "string") return;
    draft.replace(parsed);
    setText(null);
    sayDone("Taken over into the editor.");
  };
  return (
    <Panel
      title={title}
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

/** The document, or what keeps the text from being one. */
function parse<D>(text: string, shapeProblem: (document: D) => string | null): D | string {
  try {
    const document = JSON.parse(text) as D;
    return shapeProblem(document) ?? document;
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : ""}`;
  }
}
