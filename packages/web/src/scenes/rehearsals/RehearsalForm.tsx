import type { RehearsalPopulation } from "@beckon/contract";
import { type CourseDocument, formatDay, localDay } from "@beckon/core";
import { Button, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { Clapperboard } from "lucide-react";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useNow } from "../../ui/useNow.ts";

const PERIODS = [
  { value: "7", label: "Last 7 days" },
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
  { value: "own", label: "From … to …" },
];
const POPULATIONS = [
  { value: "everyone", label: "Everyone" },
  { value: "segment", label: "A segment" },
  { value: "sample", label: "A sample" },
];
const SAMPLE_SIZE = 5_000;

interface RehearsalFormProps {
  readonly kind: "campaign" | "journey";
  readonly document: CourseDocument;
  readonly onStarted: (id: string) => void;
}

/** Which days, and whose. */
export function RehearsalForm({ kind, document, onStarted }: RehearsalFormProps) {
  const [period, setPeriod] = useState("30");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [who, setWho] = useState<RehearsalPopulation["kind"]>("everyone");
  const [segment, setSegment] = useState<string | null>(null);
  const [size, setSize] = useState(SAMPLE_SIZE);
  const today = localDay(useRead("getWorkspace").data?.settings.timeZone ?? "UTC", useNow());
  const start = useChange("startRehearsal", ["listRehearsals"]);
  const days = period === "own" ? { from: from || undefined, to: to || undefined } : { from: formatDay(today - Number(period) + 1) };
  const isComplete = who !== "segment" || segment !== null;
  const population: RehearsalPopulation = { kind: who, ...(who === "segment" && segment ? { segment } : {}), ...(who === "sample" ? { size } : {}) };
  const submit = () => start.mutate({ body: { kind, document: { ...document } as never, population, ...days } }, { onSuccess: ({ id }) => onStarted(id) });
  return (
    <Panel
      title="Rehearse it on what really happened"
      lead={`What people did in these days happens again under this ${kind}, beside all that is live, with the caps and quiet hours of now. Nothing is sent.`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <Group gap="sm" align="flex-end">
            <Select label="Period" w={160} allowDeselect={false} data={PERIODS} value={period} onChange={(value) => value && setPeriod(value)} />
            {period === "own" && (
              <>
                <TextInput type="date" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
                <TextInput type="date" label="To" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
              </>
            )}
            <Select
              label="Whose past"
              w={150}
              allowDeselect={false}
              data={POPULATIONS}
              value={who}
              onChange={(value) => value && setWho(value as RehearsalPopulation["kind"])}
            />
            {who === "segment" && <SegmentPicker label="Who is in it today" value={segment} onChange={setSegment} />}
            {who === "sample" && (
              <NumberInput
                label="About so many people"
                w={180}
                min={100}
                max={1_000_000}
                allowDecimal={false}
                thousandSeparator=","
                value={size}
                onChange={(value) => typeof value === "number" && setSize(value)}
              />
            )}
          </Group>
          <Text size="xs" c="dimmed">
            Attributes and consent are those of today: what they were then is not kept. Live messages go first; where much is going on, a rehearsal takes
            longer.
          </Text>
          {start.error && <ErrorNote error={start.error} title="It was not begun" />}
          <Group>
            <Button type="submit" loading={start.isPending} disabled={!isComplete} leftSection={<Clapperboard size={16} aria-hidden />}>
              Rehearse
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
