import type { Problem } from "@beckon/contract";
import type { EmailWording, MessageBody } from "@beckon/core";
import { Input, SegmentedControl, Stack } from "@mantine/core";
import { CodeEditor } from "../../../../../ui/CodeEditor.tsx";
import type { LiquidVariable } from "../../../../../ui/code/liquidCompletion.ts";
import { Disclosure } from "../../../../../ui/Disclosure.tsx";
import { lengthHint } from "../../../../../ui/inputs/lengthHint.ts";

const FORMATS = [
  { value: "mjml", label: "MJML" },
  { value: "html", label: "HTML" },
  { value: "text", label: "Plain text" },
];

/** What phones show of a subject, and of the line after it. */
const SUBJECT_SHOWN = 50;
const PREHEADER_SHOWN = 90;

interface WordingFormProps {
  readonly wording: EmailWording;
  readonly onChange: (part: Partial<EmailWording>) => void;
  readonly variables: readonly LiquidVariable[];
  /** Of the whole document, and where in it this wording stands. */
  readonly problems: readonly Problem[];
  readonly path: string;
}

/** Subject, preheader and body in one language. */
export function WordingForm({ wording, onChange, variables, problems, path }: WordingFormProps) {
  const { subject, preheader = "", body, text } = wording;
  const at = (...parts: readonly string[]) => problems.filter((problem) => parts.some((part) => problem.path === `${path}.${part}`));
  const setBody = (part: Partial<MessageBody>) => onChange({ body: { ...body, ...part } });
  const subjectHint = lengthHint(subject, SUBJECT_SHOWN);
  return (
    <Stack>
      <CodeEditor
        label="Subject"
        description={subjectHint.isLong ? `Long: ${subjectHint.text}` : subjectHint.text}
        language="liquid"
        singleLine
        value={subject}
        onChange={(next) => onChange({ subject: next })}
        variables={variables}
        problems={at("subject")}
      />
      <CodeEditor
        label="Preheader"
        description={
          preheader === ""
            ? "What mail programs show after the subject; while it is empty, the beginning of the body"
            : `After the subject: ${lengthHint(preheader, PREHEADER_SHOWN).text}`
        }
        language="liquid"
        singleLine
        value={preheader}
        onChange={(next) => onChange({ preheader: next || undefined })}
        variables={variables}
        // It becomes a part of the body, and variables without a default are reported there.
        problems={at("preheader", "body")}
      />
      <Input.Wrapper label="Body" labelElement="div">
        <div>
          <SegmentedControl
            size="xs"
            mt={4}
            aria-label="Format of the body"
            data={FORMATS}
            value={body.format}
            onChange={(format) => setBody({ format: format as MessageBody["format"] })}
          />
        </div>
      </Input.Wrapper>
      <CodeEditor
        label="Source"
        description="Type {{ for variables, | for filters, {% for conditions and loops"
        language={body.format === "text" ? "liquid" : body.format}
        value={body.source}
        onChange={(source) => setBody({ source })}
        minHeight={260}
        variables={variables}
        problems={at("body", "body.source")}
      />
      {body.format !== "text" && (
        <Disclosure summary={text === undefined ? "Plain-text part: made from the body" : "Plain-text part: your own"}>
          {() => (
            <CodeEditor
              label="Plain-text part"
              description="Made from the body while this is empty; the preview shows it under “Plain text”"
              language="liquid"
              value={text ?? ""}
              onChange={(next) => onChange({ text: next || undefined })}
              minHeight={100}
              variables={variables}
              problems={at("text")}
            />
          )}
        </Disclosure>
      )}
    </Stack>
  );
}
