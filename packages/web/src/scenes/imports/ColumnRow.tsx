import type { ImportColumn } from "@beckon/core";
import { Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { identifierName } from "../../ui/identifierName.ts";
import classes from "./ColumnRow.module.css";

interface ColumnRowProps {
  readonly name: string;
  readonly examples: readonly string[];
  readonly doubt: string | null;
  readonly column: ImportColumn;
  readonly onChange: (column: ImportColumn) => void;
}

const KINDS = ["email", "user_id", "phone", "anonymous_id", "stripe_customer_id"];
const TYPES = [
  { value: "text", label: "Text" },
  { value: "number:point", label: "Number, 1,234.56" },
  { value: "number:comma", label: "Number, 1.234,56" },
  { value: "yes_no", label: "Yes or no" },
  { value: "date:ymd", label: "Date, 2026-12-31" },
  { value: "date:dmy", label: "Date, 31.12.2026" },
  { value: "date:mdy", label: "Date, 12/31/2026" },
  { value: "list", label: "List, a; b; c" },
];

/** One column of the file: its name and examples, and what it becomes. */
export function ColumnRow({ name, examples, doubt, column, onChange }: ColumnRowProps) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const kinds = column.as === "identifier" && !KINDS.includes(column.kind) ? [...KINDS, column.kind] : KINDS;
  const choices = [
    { group: "Who it is", items: kinds.map((kind) => ({ value: `identifier:${kind}`, label: identifierName(kind) })) },
    { group: "What is known", items: [{ value: "attribute", label: "Attribute" }] },
    {
      group: "What was agreed to",
      items: [{ value: "consent:", label: "Email as a whole" }, ...topics.map((topic) => ({ value: `consent:${topic.key}`, label: `Topic: ${topic.name}` }))],
    },
    { group: "Nothing", items: [{ value: "ignore", label: "Leave it out" }] },
  ];
  return (
    <div className={classes.row}>
      <Stack gap={2} miw={0}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {examples.length === 0 ? "Empty in the first rows" : examples.slice(0, 3).join(" · ")}
        </Text>
      </Stack>
      <Stack gap={6}>
        <Group align="flex-start" gap="xs">
          <Select
            aria-label={`${name} is`}
            data={choices}
            value={choiceOf(column)}
            allowDeselect={false}
            onChange={(value) => value && onChange(columnOf(value, name, column))}
            w={190}
          />
          {column.as === "attribute" && (
            <>
              <TextInput
                aria-label={`Attribute of ${name}`}
                value={column.name}
                onChange={(event) => onChange({ ...column, name: event.currentTarget.value })}
                w={170}
              />
              <Select
                aria-label={`Type of ${name}`}
                data={TYPES}
                value={typeOf(column)}
                allowDeselect={false}
                onChange={(value) => value && onChange(typed(column, value))}
                w={190}
              />
            </>
          )}
          {column.as === "consent" && (
            <Text size="xs" c="dimmed" maw={330} pt={8}>
              Yes: {column.yes.slice(0, 4).join(", ")} … No: {column.no.slice(0, 4).join(", ")} … Empty: nothing is changed.
            </Text>
          )}
        </Group>
        {doubt && (
          <Text size="xs" c="orange.8" darkHidden>
            {doubt}
          </Text>
        )}
        {doubt && (
          <Text size="xs" c="orange.3" lightHidden>
            {doubt}
          </Text>
        )}
      </Stack>
    </div>
  );
}

function choiceOf(column: ImportColumn): string {
  if (column.as === "identifier") return `identifier:${column.kind}`;
  return column.as === "consent" ? `consent:${column.topic ?? ""}` : column.as;
}

const YES = ["yes", "y", "true", "1", "on", "x", "ja", "oui", "si", "subscribed", "opt-in"];
const NO = ["no", "n", "false", "0", "off", "nein", "non", "unsubscribed", "opt-out"];

function columnOf(value: string, name: string, before: ImportColumn): ImportColumn {
  const [as, rest = ""] = value.split(":");
  if (as === "identifier") return { as, kind: rest };
  if (as === "consent") {
    const words = before.as === "consent" ? { yes: before.yes, no: before.no } : { yes: YES, no: NO };
    return { as, channel: "email", ...(rest ? { topic: rest } : {}), ...words };
  }
  if (as === "attribute") return { as, name: before.as === "attribute" ? before.name : attributeName(name), type: "text" };
  return { as: "ignore" };
}

function attributeName(header: string): string {
  return (
    header
      .trim()
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}]+/gu, "_")
      .replace(/^_+|_+$/g, "") || "column"
  );
}

type AttributeColumn = Extract<ImportColumn, { as: "attribute" }>;

function typeOf({ type, format }: AttributeColumn): string {
  if (type === "number") return `number:${format ?? "point"}`;
  return type === "date" ? `date:${format ?? "ymd"}` : type;
}

function typed({ name }: AttributeColumn, value: string): ImportColumn {
  const [type, format] = value.split(":") as [AttributeColumn["type"], AttributeColumn["format"]];
  return { as: "attribute", name, type, ...(format ? { format } : {}) };
}
