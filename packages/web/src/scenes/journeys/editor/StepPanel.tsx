import { type StepNode, stepKindOf, stepTitle } from "@beckon/core";
import { ActionIcon, CloseButton, Group, Menu, Stack, Text, TextInput, Title } from "@mantine/core";
import { Copy, CopyPlus, MoreHorizontal, Trash2 } from "lucide-react";
import { ConditionProblemsProvider } from "../../../conditions/problems.ts";
import { ProblemList } from "../../../drafting/ProblemList.tsx";
import { modKey } from "../../../ui/modKey.ts";
import classes from "./JourneyEditor.module.css";
import { useJourneyDesk } from "./journeyDesk.ts";
import { StepMark } from "./StepMark.tsx";
import { stepEditingOf } from "./steps/kinds.ts";

/** The form of one step, with what is wrong with it. */
export function StepPanel({ step }: { readonly step: StepNode }) {
  const { document, problemsOf, edits, readOnly, select } = useJourneyDesk();
  const { title, description } = stepKindOf(step).schema;
  const { Form } = stepEditingOf(step);
  const problems = problemsOf(step.id);
  const place = document.steps.findIndex(({ id }) => id === step.id);
  return (
    <section aria-label={stepTitle(step)}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="md">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <StepMark step={step} />
          <div>
            <Title order={2} size="h3">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          </div>
        </Group>
        <Group gap={4} wrap="nowrap">
          {!readOnly && <StepMenu step={step} />}
          <CloseButton aria-label="Close the step" onClick={() => select(null)} />
        </Group>
      </Group>
      <fieldset className={classes.fieldset} disabled={readOnly}>
        <Stack>
          <ProblemList problems={problems} />
          <TextInput
            label="Name"
            placeholder={stepKindOf(step).describe(step)}
            maxLength={100}
            value={step.name ?? ""}
            onChange={(event) => edits.put(named(step, event.currentTarget.value))}
          />
          <ConditionProblemsProvider value={problems}>
            <Form key={step.id} journey={document} step={step} onChange={edits.put} path={`steps[${place}]`} problems={problems} />
          </ConditionProblemsProvider>
        </Stack>
      </fieldset>
    </section>
  );
}

function StepMenu({ step }: { readonly step: StepNode }) {
  const { edits } = useJourneyDesk();
  const goesOn = stepKindOf(step).ways(step).length > 0;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="What to do with the step">
          <MoreHorizontal size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {goesOn && (
          <Menu.Item leftSection={<CopyPlus size={16} aria-hidden />} onClick={() => edits.duplicate(step)}>
            Duplicate
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Copy size={16} aria-hidden />} rightSection={<Keys text={`${modKey} C`} />} onClick={() => edits.copy(step)}>
          Copy
        </Menu.Item>
        <Menu.Item color="red" leftSection={<Trash2 size={16} aria-hidden />} rightSection={<Keys text="Del" />} onClick={() => edits.remove(step)}>
          Take out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Keys({ text }: { readonly text: string }) {
  return (
    <Text size="xs" c="dimmed" component="span">
      {text}
    </Text>
  );
}

function named(step: StepNode, name: string): StepNode {
  const { name: _before, ...rest } = step;
  return name === "" ? rest : { ...rest, name };
}
