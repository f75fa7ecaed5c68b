import type { Import } from "@beckon/contract";
import type { ImportColumn, ImportPlan } from "@beckon/core";
import { Alert, Button, Checkbox, Group, MultiSelect, Select, Stack, Switch, Text, Textarea } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useChange, useRead } from "../../api/hooks.ts";
import { SegmentPicker } from "../../pickers/SegmentPicker.tsx";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { identifierName } from "../../ui/identifierName.ts";
import { Panel } from "../../ui/Panel.tsx";
import { sayError } from "../../ui/say.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { ColumnRow } from "./ColumnRow.tsx";
import { PreviewPanel } from "./PreviewPanel.tsx";

const ENCODINGS = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252 (older Excel)" },
  { value: "utf-16le", label: "UTF-16 (little endian)" },
  { value: "utf-16be", label: "UTF-16 (big endian)" },
];
const DELIMITERS = [
  { value: ",", label: "Comma" },
  { value: ";", label: "Semicolon" },
  { value: "\t", label: "Tab" },
  { value: "|", label: "Vertical bar" },
];
const MODES = [
  { value: "create_and_update", label: "Create new, update known people" },
  { value: "update_only", label: "Update known people only" },
  { value: "create_only", label: "Create new people only" },
];

/** What each column becomes and what is done with each row; then look, check, start. */
export function MappingForm({ about }: { readonly about: Import }) {
  const [list] = useParameter("list");
  const [plan, setPlan] = useState<ImportPlan>(
    about.plan?.columns.length === about.columns.length ? about.plan : { ...about.suggested, ...(list === "" ? {} : { list }) },
  );
  const [asking, setAsking] = useState(false);
  const check = useChange("checkImport", ["getImport"]);
  const start = useChange("startImport", ["getImport", "listJobs"]);
  const change = (part: Partial<ImportPlan>) => setPlan((before) => ({ ...before, ...part }));
  const changeColumn = (index: number, column: ImportColumn) => {
    const columns = plan.columns.map((each, place) => (place === index ? column : each));
    const kinds = kindsOf(columns);
    change({ columns, match: kinds.includes(plan.match) ? plan.match : (kinds[0] ?? "") });
  };
  const busy = check.isPending || start.isPending;
  const error = check.error ?? start.error;
  return (
    <Stack gap="lg">
      <FormatPanel about={about} />
      <Panel title="What each column is" lead="Guessed from the names and the first rows. Please look it through." flush>
        <div>
          {about.columns.map(({ name, examples, doubt }, index) => (
            <ColumnRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
              key={index}
              name={name}
              examples={examples}
              doubt={
                plan.columns[index] === about.columns[index]?.guess || JSON.stringify(plan.columns[index]) === JSON.stringify(about.columns[index]?.guess)
                  ? doubt
                  : null
              }
              column={plan.columns[index] ?? { as: "ignore" }}
              onChange={(column) => changeColumn(index, column)}
            />
          ))}
        </div>
      </Panel>
      <RulesPanel plan={plan} onChange={change} />
      {error && <ErrorNote error={error} title="This cannot be done yet" />}
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={busy}
          loading={check.isPending}
          onClick={() => check.mutate({ params: { id: about.id }, body: plan }, { onSuccess: () => window.scrollTo({ top: 0 }) })}
        >
          Check the whole file
        </Button>
        <Button disabled={busy} onClick={() => setAsking(true)}>
          Start the import
        </Button>
      </Group>
      <PreviewPanel about={about} plan={plan} />
      <ConfirmModal
        opened={asking}
        title={`Import ${about.name}?`}
        confirm="Start the import"
        busy={start.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => start.mutate({ params: { id: about.id }, body: plan }, { onSettled: () => setAsking(false), onError: (problem) => sayError(problem) })}
      >
        <Text size="sm">
          An import cannot be taken back. Afterwards you can list the people that it created, and fetch a file of the rows that were left out.
          {about.check ? "" : " The whole file was not checked yet; you may do that first."}
        </Text>
      </ConfirmModal>
    </Stack>
  );
}

function kindsOf(columns: readonly ImportColumn[]): string[] {
  return columns.flatMap((column) => (column.as === "identifier" ? [column.kind] : []));
}

function FormatPanel({ about }: { readonly about: Import }) {
  const change = useChange("changeImportFormat", ["getImport"]);
  const set = (part: Partial<Import["format"]>) =>
    change.mutate(
      { params: { id: about.id }, body: { ...about.format, ...part } },
      { onError: (error) => sayError(error, "The file cannot be read like this") },
    );
  return (
    <Panel title="How the file is read" lead="Found out from the file. Change it where letters or columns look wrong.">
      <Group align="flex-end">
        <Select
          label="Letters"
          data={ENCODINGS}
          value={about.format.encoding}
          allowDeselect={false}
          disabled={change.isPending}
          onChange={(value) => value && set({ encoding: value as Import["format"]["encoding"] })}
        />
        <Select
          label="Between columns"
          data={DELIMITERS}
          value={about.format.delimiter}
          allowDeselect={false}
          disabled={change.isPending}
          onChange={(value) => value && set({ delimiter: value as Import["format"]["delimiter"] })}
        />
        <Switch
          label="The first row names the columns"
          checked={about.format.hasHeader}
          disabled={change.isPending}
          onChange={(event) => set({ hasHeader: event.currentTarget.checked })}
          mb={8}
        />
      </Group>
    </Panel>
  );
}

function RulesPanel({ plan, onChange }: { readonly plan: ImportPlan; readonly onChange: (part: Partial<ImportPlan>) => void }) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const bringsConsent = plan.allAgreedTo.length > 0 || plan.columns.some(({ as }) => as === "consent");
  const kinds = [...new Set(kindsOf(plan.columns))];
  return (
    <Panel title="What happens with each row">
      <Stack>
        {kinds.length === 0 && (
          <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />} title="No column says who it is">
            Choose a column that is an email, a user id or another identifier.
          </Alert>
        )}
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <Select
            label="Find people by"
            data={kinds.map((kind) => ({ value: kind, label: identifierName(kind) }))}
            value={plan.match || null}
            allowDeselect={false}
            onChange={(match) => match && onChange({ match })}
            miw={200}
          />
          <Select
            label="Do"
            data={MODES}
            value={plan.mode}
            allowDeselect={false}
            onChange={(mode) => mode && onChange({ mode: mode as ImportPlan["mode"] })}
            miw={240}
          />
        </Group>
        <Checkbox
          label="Only fill gaps"
          description="What is known of a person already stays as it is."
          checked={plan.fillOnly}
          onChange={(event) => onChange({ fillOnly: event.currentTarget.checked })}
        />
        <Checkbox
          label="May start campaigns"
          description="Otherwise nobody gets a message because of this file, apart from dates such as birthdays when their day comes."
          checked={plan.startsCampaigns}
          onChange={(event) => onChange({ startsCampaigns: event.currentTarget.checked })}
        />
        <SegmentPicker
          label="Put everybody on a list"
          description="Also those who are new. Leave it empty for none."
          placeholder="no list"
          by="id"
          kind="list"
          clearable
          value={plan.list ?? null}
          onChange={(list) => onChange({ list: list ?? undefined })}
        />
        {topics.length > 0 && (
          <MultiSelect
            label="Everybody in this file agreed to"
            description="Who has unsubscribed stays unsubscribed."
            placeholder={plan.allAgreedTo.length === 0 ? "no topic" : undefined}
            data={topics.map(({ key, name }) => ({ value: key, label: name }))}
            value={[...plan.allAgreedTo]}
            onChange={(allAgreedTo) => onChange({ allAgreedTo })}
          />
        )}
        {bringsConsent && (
          <Textarea
            label="Where this consent comes from"
            description="Kept with every person, so that you can show it later."
            placeholder="Sign-up form of the shop, June 2026"
            required
            autosize
            minRows={2}
            value={plan.consentStatement}
            onChange={(event) => onChange({ consentStatement: event.currentTarget.value })}
          />
        )}
      </Stack>
    </Panel>
  );
}
