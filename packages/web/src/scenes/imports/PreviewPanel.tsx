import type { Import, ImportPreview } from "@beckon/contract";
import type { ImportPlan } from "@beckon/core";
import { Badge, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRead } from "../../api/hooks.ts";
import { errorMessage } from "../../ui/ErrorNote.tsx";
import { SkeletonLines } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { valueText } from "../../ui/valueText.ts";

type Row = ImportPreview["rows"][number];

const PAUSE_MS = 400;

const ACTION: { readonly [action in Row["action"]]: { readonly label: string; readonly color: string } } = {
  create: { label: "Create", color: "green" },
  update: { label: "Update", color: "blue" },
  skip: { label: "Leave out", color: "gray" },
  refuse: { label: "Leave out", color: "red" },
  blank: { label: "Empty row", color: "gray" },
};

/** The first rows as they will become, again after each change. */
export function PreviewPanel({ about, plan }: { readonly about: Import; readonly plan: ImportPlan }) {
  const [shown] = useDebouncedValue(plan, PAUSE_MS);
  // The consent's statement is typed last; the preview does not wait for it.
  const body = { ...shown, consentStatement: shown.consentStatement.trim().length < 5 ? "not said yet" : shown.consentStatement };
  const preview = useRead("previewImport", { params: { id: about.id }, body }, { keep: true });
  return (
    <Panel title="The first rows" lead="As they will become. Nothing is changed yet." flush>
      {preview.error ? (
        <Text size="sm" p="lg" pt={0}>
          {errorMessage(preview.error)}
        </Text>
      ) : preview.data ? (
        <RecordTable label="The first rows" items={preview.data.rows} columns={columnsFor(preview.data.rows)} id={(row) => String(row.row)} />
      ) : (
        <SkeletonLines />
      )}
    </Panel>
  );
}

/** What people agreed to takes room only where somebody did. */
function columnsFor(rows: readonly Row[]): readonly Column<Row>[] {
  const somebodyAgreed = rows.some(({ channels, topics }) => Object.keys(channels).length + Object.keys(topics).length > 0);
  return COLUMNS.filter((column) => column !== AGREED || somebodyAgreed);
}

const AGREED: Column<Row> = {
  header: "Agreed to",
  width: "18%",
  wideOnly: true,
  cell: (row) => <Values of={[...Object.entries(row.channels), ...Object.entries(row.topics)]} />,
};
const COLUMNS: readonly Column<Row>[] = [
  {
    header: "Row",
    width: "4rem",
    cell: ({ row }) => (
      <span>
        <Text span inherit fw={600} hiddenFrom="sm">
          Row{" "}
        </Text>
        {row}
      </span>
    ),
  },
  { header: "Does", width: "8rem", cell: (row) => <Badge color={ACTION[row.action].color}>{ACTION[row.action].label}</Badge> },
  { header: "Who", width: "24%", cell: (row) => <Values of={row.identifiers.map(({ kind, value }) => [kind, value])} /> },
  { header: "What is known", cell: (row) => <Values of={Object.entries(row.attributes)} /> },
  AGREED,
  {
    header: "To look at",
    cell: (row) => (
      <Stack gap={2}>
        {row.problems.map(({ problem, right }) => (
          <Text key={problem} size="xs">
            {problem}{" "}
            <Text span c="dimmed">
              Right would be: {right}
            </Text>
          </Text>
        ))}
      </Stack>
    ),
  },
];

/** Side by side as far as they fit: a row with twenty attributes stays a few lines high. */
function Values({ of }: { readonly of: readonly (readonly [string, unknown])[] }) {
  return (
    <Group gap="2px 12px" align="flex-start">
      {of.map(([name, value]) => (
        <Text key={name} size="xs" style={{ overflowWrap: "anywhere" }}>
          <Text span c="dimmed">
            {name.replaceAll("_", " ")}
          </Text>{" "}
          {valueText(value as never)}
        </Text>
      ))}
    </Group>
  );
}
