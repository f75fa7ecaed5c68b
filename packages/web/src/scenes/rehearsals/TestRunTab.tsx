import type { JourneyDocument } from "@beckon/core";
import { Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { FlaskConical, Play, Shuffle } from "lucide-react";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { HappeningsForm } from "./HappeningsForm.tsx";
import { TestPersonForm } from "./TestPersonForm.tsx";
import { TestRunLines } from "./TestRunLines.tsx";
import { eventsHeard, firstHappenings, type HappeningDraft, happeningsOf, type PersonDraft, personOf } from "./testRunForm.ts";

const MADE_UP: PersonDraft = { kind: "made_up", profileId: null, email: "someone@example.com", attributes: '{\n  "first_name": "Ann"\n}', chance: 0 };
/** A date of the person may be a year away. */
const DAYS_OF_DATES = 400;
const DAYS = 60;

/** One person goes through the draft, with a clock that only moves when told. Nothing is sent or changed. */
export function TestRunTab({ document }: { readonly document: JourneyDocument }) {
  const [person, setPerson] = useState(MADE_UP);
  const [happenings, setHappenings] = useState((): readonly HappeningDraft[] => firstHappenings(document).map((happening, key) => ({ ...happening, key })));
  const [begins, setBegins] = useState("");
  const [days, setDays] = useState(document.trigger.kind === "date" ? DAYS_OF_DATES : DAYS);
  const run = useChange("testRun");
  const [asked, told] = [personOf(person), happeningsOf(happenings)];
  const submit = (who = asked) => {
    if (!who || !told) return;
    const start = begins === "" ? {} : { start: new Date(begins).toISOString() };
    run.mutate({ body: { document: { ...document } as never, person: who, happenings: told, days, ...start } });
  };
  const again = () => {
    const next = { ...person, chance: person.chance + 1 };
    setPerson(next);
    submit(personOf(next));
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Who, and what happens" lead="Nothing is sent, changed or called: the steps are decided as live, by a clock that only this run moves.">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap="lg">
            <TestPersonForm person={person} change={(part) => setPerson({ ...person, ...part })} />
            <HappeningsForm happenings={happenings} change={setHappenings} heard={eventsHeard(document)} trigger={document.trigger} />
            <Group gap="sm" align="flex-end">
              <TextInput
                type="datetime-local"
                label="Begins"
                description="By your own clock; now, where it is empty"
                value={begins}
                onChange={(event) => setBegins(event.currentTarget.value)}
              />
              <NumberInput
                label="Watched for"
                description="Days of the run"
                w={140}
                min={1}
                max={400}
                allowDecimal={false}
                suffix={days === 1 ? " day" : " days"}
                value={days}
                onChange={(value) => typeof value === "number" && setDays(value)}
              />
            </Group>
            <Group gap="sm">
              <Button type="submit" loading={run.isPending} disabled={!asked || !told} leftSection={<Play size={16} aria-hidden />}>
                Run
              </Button>
              {person.kind === "made_up" && run.data && document.steps.some(({ kind }) => kind === "split") && (
                <Button variant="default" leftSection={<Shuffle size={16} aria-hidden />} onClick={again}>
                  With other chances
                </Button>
              )}
            </Group>
          </Stack>
        </form>
      </Panel>
      <Panel title="What comes of it">
        {run.error ? (
          <ErrorNote error={run.error} title="It could not be run" />
        ) : run.data ? (
          <TestRunLines run={run.data} />
        ) : (
          <EmptyState icon={FlaskConical} title="Not run yet">
            <Text size="sm">
              Each step appears here with its time and why it went so, and each message as this person would get it. Add what happens next, for example an order
              after two hours, to see the other ways.
            </Text>
          </EmptyState>
        )}
      </Panel>
    </SimpleGrid>
  );
}
