import type { Retention, RetentionPreview, WorkspaceSettings } from "@beckon/contract";
import { Alert, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { bytesText } from "../../ui/bytesText.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import classes from "./DataRetention.module.css";
import { SaveBar } from "./SaveBar.tsx";
import { useSettings } from "./useSettings.ts";

export function DataRetentionSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <DataRetention settings={data.settings} />}</Loaded>;
}

interface Kind {
  readonly key: keyof Retention;
  readonly label: string;
  readonly lead: string;
  readonly minimum: number;
  /** What one begins with when one stops to keep it for ever. */
  readonly usual: number;
}

const KINDS: readonly Kind[] = [
  {
    key: "messageBodies",
    label: "Messages as they looked",
    lead: "The largest part of most databases. Subject, state and times stay; the link to view a mail in the browser ends.",
    minimum: 1,
    usual: 90,
  },
  {
    key: "events",
    label: "Events",
    lead: "What people did. Attributes, consent and segments stay as they are; events of people who are inside a campaign stay until they are out.",
    minimum: 30,
    usual: 730,
  },
  {
    key: "decisions",
    label: "Decision log",
    lead: "Why somebody got a message or not. Reports count from it who did not enter.",
    minimum: 30,
    usual: 365,
  },
  { key: "deadLetters", label: "Dead letters", lead: "Events that could not be taken, open and replayed ones.", minimum: 7, usual: 90 },
];

/** How long things are kept, with what each setting would remove before it is saved. */
function DataRetention({ settings }: { readonly settings: WorkspaceSettings }) {
  const form = useSettings(settings, ["retention"]);
  const { retention } = form.draft;
  const [asked] = useDebouncedValue(retention, 400);
  const preview = useRead("previewRetention", { body: asked }, { enabled: useMay("workspace:write"), keep: true }).data;
  const change = (key: keyof Retention, days: number | null) => form.change({ retention: { ...retention, [key]: days } });
  return (
    <Stack gap="lg">
      <Panel title="Data retention" lead="Old data is removed in small steps, beside everything else. What is removed is gone: only a backup brings it back.">
        <Stack gap="xl">
          {KINDS.map((kind) => (
            <KindForm
              key={kind.key}
              kind={kind}
              days={retention[kind.key]}
              found={preview?.[kind.key]}
              disabled={!form.mayChange}
              onChange={(days) => change(kind.key, days)}
            />
          ))}
        </Stack>
      </Panel>
      {form.changed && preview && <WouldRemove preview={preview} />}
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}

interface KindFormProps {
  readonly kind: Kind;
  readonly days: number | null;
  readonly found: RetentionPreview[keyof RetentionPreview] | undefined;
  readonly disabled: boolean;
  readonly onChange: (days: number | null) => void;
}

function KindForm({ kind, days, found, disabled, onChange }: KindFormProps) {
  return (
    <section aria-label={kind.label} className={classes.kind}>
      <div>
        <Text size="sm" fw={600}>
          {kind.label}
        </Text>
        <Text size="sm" c="dimmed">
          {kind.lead}
        </Text>
      </div>
      <Stack gap="xs">
        <Switch
          label="Keep for ever"
          aria-label={`${kind.label}: keep for ever`}
          checked={days === null}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.checked ? null : kind.usual)}
        />
        {days !== null && (
          <NumberInput
            aria-label={`${kind.label}: days`}
            suffix=" days"
            min={kind.minimum}
            max={36_500}
            allowDecimal={false}
            clampBehavior="blur"
            w={140}
            value={days}
            disabled={disabled}
            onChange={(value) => typeof value === "number" && value >= kind.minimum && onChange(value)}
          />
        )}
        {days !== null && found && (
          <Text size="xs" c="dimmed">
            {found.rows === 0 ? "Nothing is older." : `${rowsText(found)} older, about ${bytesText(found.bytes)}`}
          </Text>
        )}
      </Stack>
    </section>
  );
}

function WouldRemove({ preview }: { readonly preview: RetentionPreview }) {
  const found = KINDS.filter(({ key }) => preview[key].rows > 0);
  if (found.length === 0) return <Alert color="green">Saving this removes nothing now.</Alert>;
  const bytes = found.reduce((sum, { key }) => sum + preview[key].bytes, 0);
  return (
    <Alert color="yellow" title={`Saving this frees about ${bytesText(bytes)}`}>
      {found.map(({ key, label }) => `${label}: ${rowsText(preview[key])}`).join("; ")}. The room is used again by new data; the files of the database do not
      shrink at once.
    </Alert>
  );
}

function rowsText({ rows, exact }: RetentionPreview[keyof RetentionPreview]): string {
  return exact ? rows.toLocaleString("en") : `about ${Number(rows.toPrecision(2)).toLocaleString("en")}`;
}
