import type { TestLine, TestRun } from "@beckon/contract";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Hourglass } from "lucide-react";
import { personName } from "../../ui/personName.ts";
import { ContentView } from "../messages/content/ContentView.tsx";
import { PathLines } from "./PathLines.tsx";

/** The run from its start to its end. */
export function TestRunLines({ run }: { readonly run: TestRun }) {
  const { person, timeZone, lines, waits, changed, entered } = run;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {personName(person)}, whose clock is that of {timeZone}.
      </Text>
      {!entered && (
        <Alert color="yellow">
          <Text size="sm">
            {lines.some(({ kind }) => kind === "decision")
              ? "This person does not come in; below is why."
              : "Nothing of this lets anybody in: it is not what the journey waits for."}
          </Text>
        </Alert>
      )}
      <PathLines
        label="The run, step by step"
        lines={lines.map((line, place) => ({
          key: `${line.at} ${place}`,
          when: `${line.local} · ${utcText(line.at)} UTC`,
          kind: line.message ? "message" : line.kind === "happening" ? "happening" : "decision",
          title: line.title,
          sentence: line.sentence,
          more: line.message ? <Message message={line.message} /> : undefined,
        }))}
      />
      {waits.map(({ step, title, local }) => (
        <Alert key={step} color="blue" icon={<Hourglass size={18} aria-hidden />}>
          <Text size="sm">
            When the run ends, the person still stands at “{title}”{local ? `, until ${local} at the latest` : ""}. Watch longer, or let something happen.
          </Text>
        </Alert>
      ))}
      {Object.keys(changed).length > 0 && (
        <Text size="sm" c="dimmed">
          Attributes at the end:{" "}
          {Object.entries(changed)
            .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
            .join(", ")}
        </Text>
      )}
    </Stack>
  );
}

function Message({ message }: { readonly message: NonNullable<TestLine["message"]> }) {
  const [opened, { toggle }] = useDisclosure(false);
  const subject = message.content.channel === "email" ? message.content.subject : `${message.content.method} ${message.content.url}`;
  return (
    <Stack gap="xs" align="flex-start" mt={4}>
      <Button size="compact-sm" variant="light" aria-expanded={opened} onClick={toggle}>
        {opened ? "Hide the message" : `Show “${subject}”`}
      </Button>
      {message.aborted && <Text size="sm">The template calls this message off: {message.aborted}</Text>}
      {message.missing.length > 0 && (
        <Text size="sm">Without a value here: {message.missing.join(", ")}. Live, it would be skipped unless it has a default.</Text>
      )}
      {message.problems.map((problem) => (
        <Text key={`${problem.path} ${problem.message}`} size="sm" c="var(--mantine-color-error)">
          {problem.message}
        </Text>
      ))}
      {opened && (
        <div style={{ width: "100%" }}>
          <ContentView content={message.content} to={message.to} />
        </div>
      )}
    </Stack>
  );
}

function utcText(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}
