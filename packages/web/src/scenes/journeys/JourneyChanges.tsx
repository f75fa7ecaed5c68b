import { diffDocuments, type JourneyDocument, type Json, type StepNode, stepTitle } from "@beckon/core";
import { List, Stack, Text } from "@mantine/core";

const DETAILS_SHOWN = 8;

/** What one journey changes against another: steps that came, went or changed, and what else differs. */
export function JourneyChanges({ before, after }: { readonly before: JourneyDocument; readonly after: JourneyDocument }) {
  const lines = [
    ...before.steps.filter((step) => !after.steps.some(({ id }) => id === step.id)).map((step) => `“${stepTitle(step)}” is taken out`),
    ...after.steps.flatMap((step) =>
      sentenceOf(
        before.steps.find(({ id }) => id === step.id),
        step,
      ),
    ),
    ...sentencesOf(withoutSteps(before), withoutSteps(after)),
  ];
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing differs.
      </Text>
    );
  return (
    <Stack gap="sm">
      <List size="sm" spacing={4}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Stack>
  );
}

function sentenceOf(before: StepNode | undefined, after: StepNode): string[] {
  if (!before) return [`“${stepTitle(after)}” is new`];
  const sentences = sentencesOf(before, after);
  if (sentences.length === 0) return [];
  const more = sentences.length > DETAILS_SHOWN ? `; and ${sentences.length - DETAILS_SHOWN} more` : "";
  return [`“${stepTitle(after)}”: ${sentences.slice(0, DETAILS_SHOWN).join("; ")}${more}`];
}

function sentencesOf(before: object, after: object): string[] {
  return diffDocuments(before as Json, after as Json).map(({ sentence }) => sentence);
}

function withoutSteps({ steps: _steps, ...course }: JourneyDocument): object {
  return course;
}
