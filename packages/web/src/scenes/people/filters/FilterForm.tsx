import type {
  AttributeCondition,
  Comparison,
  ConsentCondition,
  EventFilter,
  KnownAsFilter,
  PeopleFilterItem,
  ReachableFilter,
  SegmentCondition,
  SpanFilter,
  StageCondition,
} from "@beckon/core";
import { Autocomplete, Button, Group, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useRead } from "../../../api/hooks.ts";
import { ComparisonFields } from "../../../conditions/ComparisonFields.tsx";
import { EventPicker } from "../../../pickers/EventPicker.tsx";
import { useAttributes } from "../../../pickers/names.ts";
import { SegmentPicker } from "../../../pickers/SegmentPicker.tsx";
import { StagesPicker } from "../../../pickers/StagesPicker.tsx";
import { KNOWN_AS } from "./filterWords.ts";

type Kind = PeopleFilterItem["kind"];

/** What each kind begins with. */
const BEGINNINGS: { readonly [kind in Kind]?: { readonly label: string; readonly item: PeopleFilterItem } } = {
  attribute: { label: "Attribute", item: { kind: "attribute", name: "", op: "equals", value: "" } },
  event: { label: "Event they did or did not do", item: { kind: "event", event: "", did: true } },
  segment: { label: "Segment or list", item: { kind: "segment", segment: "", is: "in" } },
  stage: { label: "Life-cycle stage", item: { kind: "stage", is: "in", stages: [] } },
  consent: { label: "Consent to a topic or channel", item: { kind: "consent", channel: "email", is: "subscribed" } },
  reachable: { label: "Can be reached", item: { kind: "reachable", channel: "email", is: true } },
  seen: { label: "Last seen", item: { kind: "seen", within: "P7D" } },
  created: { label: "First seen", item: { kind: "created", within: "P7D" } },
  known_as: { label: "How well we know them", item: { kind: "known_as", as: "customer" } },
  merged: { label: "Merged into somebody else", item: { kind: "merged" } },
};
const KINDS = Object.entries(BEGINNINGS).map(([value, { label }]) => ({ value, label }));

interface FilterFormProps {
  /** Null: a new one. */
  readonly initial: PeopleFilterItem | null;
  readonly onDone: (item: PeopleFilterItem) => void;
}

/** One filter: what it is about, and what is asked of it. */
export function FilterForm({ initial, onDone }: FilterFormProps) {
  const [item, setItem] = useState<PeopleFilterItem>(initial ?? (BEGINNINGS.attribute?.item as PeopleFilterItem));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole(item)) onDone(item);
      }}
    >
      <Stack gap="sm" maw="min(26rem, 80vw)">
        <Select
          label="Filter by"
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={KINDS}
          value={item.kind}
          onChange={(kind) => setItem(BEGINNINGS[kind as Kind]?.item ?? item)}
        />
        <FieldsOf item={item} onChange={setItem} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" disabled={!isWhole(item)}>
            {initial ? "Change filter" : "Add filter"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function isWhole(item: PeopleFilterItem): boolean {
  if (item.kind === "attribute") return item.name !== "" && item.value !== "" && !(Array.isArray(item.value) && item.value.length === 0);
  if (item.kind === "segment") return item.segment !== "";
  if (item.kind === "stage") return item.stages.length > 0;
  if (item.kind === "event") return item.event !== "";
  if (item.kind === "created" || item.kind === "seen") return Boolean(item.never || item.within || item.from || item.to);
  return true;
}

interface FieldsProps<F> {
  readonly item: F;
  readonly onChange: (item: PeopleFilterItem) => void;
}

function FieldsOf({ item, onChange }: FieldsProps<PeopleFilterItem>) {
  switch (item.kind) {
    case "attribute":
      return <AttributeFields item={item} onChange={onChange} />;
    case "event":
      return <EventFields item={item} onChange={onChange} />;
    case "segment":
      return <SegmentFields item={item} onChange={onChange} />;
    case "stage":
      return <StageFields item={item} onChange={onChange} />;
    case "consent":
      return <ConsentFields item={item} onChange={onChange} />;
    case "reachable":
      return <ReachableFields item={item} onChange={onChange} />;
    case "created":
    case "seen":
      return <SpanFields item={item} onChange={onChange} />;
    case "known_as":
      return <KnownAsFields item={item} onChange={onChange} />;
    default:
      return null;
  }
}

/** Names and values that were really seen are offered. */
function AttributeFields({ item, onChange }: FieldsProps<AttributeCondition>) {
  const attributes = useAttributes();
  const known = attributes.find(({ name }) => name === item.name);
  return (
    <>
      <Autocomplete
        label="Attribute"
        placeholder="For example plan"
        comboboxProps={{ withinPortal: false }}
        data={attributes.map(({ name }) => name)}
        limit={50}
        maxLength={200}
        value={item.name}
        onChange={(name) => onChange({ ...item, name })}
      />
      <Group gap="xs">
        <ComparisonFields
          comparison={item}
          known={known}
          onChange={(comparison: Comparison) => onChange({ kind: "attribute", name: item.name, ...comparison })}
        />
      </Group>
    </>
  );
}

const WITHIN = [
  { value: "", label: "at any time" },
  { value: "P1D", label: "in the last day" },
  { value: "P7D", label: "in the last 7 days" },
  { value: "P30D", label: "in the last 30 days" },
  { value: "P90D", label: "in the last 90 days" },
  { value: "P365D", label: "in the last year" },
];

/** A length that is not among those offered (it came by a link) stays to be seen. */
function withinOptions(within: string | undefined) {
  return !within || WITHIN.some(({ value }) => value === within) ? WITHIN : [...WITHIN, { value: within, label: within }];
}

function EventFields({ item, onChange }: FieldsProps<EventFilter>) {
  return (
    <>
      <SegmentedControl
        aria-label="Did or did not"
        data={[
          { value: "did", label: "Did" },
          { value: "not", label: "Did not do" },
        ]}
        value={item.did ? "did" : "not"}
        onChange={(did) => onChange({ ...item, did: did === "did" })}
      />
      <EventPicker label="Event" value={item.event} onChange={(event) => onChange({ ...item, event })} />
      <Select
        label="When"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        data={withinOptions(item.within)}
        value={item.within ?? ""}
        onChange={(within) => onChange({ kind: "event", event: item.event, did: item.did, ...(within ? { within } : {}) })}
      />
    </>
  );
}

function InOrNot({ is, onChange }: { readonly is: "in" | "not_in"; readonly onChange: (is: "in" | "not_in") => void }) {
  return (
    <SegmentedControl
      aria-label="In or not"
      data={[
        { value: "in", label: "In" },
        { value: "not_in", label: "Not in" },
      ]}
      value={is}
      onChange={(chosen) => onChange(chosen === "in" ? "in" : "not_in")}
    />
  );
}

function SegmentFields({ item, onChange }: FieldsProps<SegmentCondition>) {
  return (
    <>
      <InOrNot is={item.is} onChange={(is) => onChange({ ...item, is })} />
      <SegmentPicker
        label="Segment or list"
        withinPortal={false}
        value={item.segment || null}
        onChange={(segment) => onChange({ ...item, segment: segment ?? "" })}
      />
    </>
  );
}

function StageFields({ item, onChange }: FieldsProps<StageCondition>) {
  return (
    <>
      <InOrNot is={item.is} onChange={(is) => onChange({ ...item, is })} />
      <StagesPicker label="Stages" withinPortal={false} value={item.stages} onChange={(stages) => onChange({ ...item, stages })} />
    </>
  );
}

function ConsentFields({ item, onChange }: FieldsProps<ConsentCondition>) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const about = item.topic === undefined ? `channel:${item.channel ?? ""}` : `topic:${item.topic}`;
  const choose = (next: string) => {
    const name = next.slice(next.indexOf(":") + 1);
    onChange(next.startsWith("topic:") ? { kind: "consent", topic: name, is: item.is } : { kind: "consent", channel: name, is: item.is });
  };
  return (
    <>
      <Select
        label="Topic or channel"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        value={about}
        onChange={(next) => next && choose(next)}
        data={[
          { group: "Channels", items: [{ value: "channel:email", label: "Email" }] },
          { group: "Topics", items: topics.map(({ key, name }) => ({ value: `topic:${key}`, label: name })) },
        ]}
      />
      <Select
        label="The person"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        value={item.is}
        onChange={(is) => onChange({ ...item, is: is as ConsentCondition["is"] })}
        data={[
          { value: "subscribed", label: "has joined" },
          { value: "unsubscribed", label: "has left" },
          { value: "unknown", label: "never said anything" },
        ]}
      />
    </>
  );
}

function ReachableFields({ item, onChange }: FieldsProps<ReachableFilter>) {
  return (
    <SegmentedControl
      aria-label="Can be reached by email"
      data={[
        { value: "yes", label: "Can be reached by email" },
        { value: "no", label: "Cannot" },
      ]}
      value={item.is ? "yes" : "no"}
      onChange={(is) => onChange({ ...item, is: is === "yes" })}
    />
  );
}

function SpanFields({ item, onChange }: FieldsProps<SpanFilter>) {
  const { kind } = item;
  const how = item.never ? "never" : item.within ? "within" : "days";
  const choose = (next: string) => onChange(next === "never" ? { kind, never: true } : next === "within" ? { kind, within: "P7D" } : { kind, from: "" });
  const day = (end: "from" | "to", value: string) => {
    const { [end]: _before, ...others } = item;
    onChange({ ...others, ...(value ? { [end]: value } : {}) });
  };
  return (
    <>
      <SegmentedControl
        aria-label="How the time is given"
        data={[
          { value: "within", label: "Lately" },
          { value: "days", label: "Between days" },
          ...(kind === "seen" ? [{ value: "never", label: "Never" }] : []),
        ]}
        value={how}
        onChange={choose}
      />
      {how === "within" && (
        <Select
          label="When"
          allowDeselect={false}
          comboboxProps={{ withinPortal: false }}
          data={withinOptions(item.within).filter(({ value }) => value !== "")}
          value={item.within ?? "P7D"}
          onChange={(within) => within && onChange({ kind, within })}
        />
      )}
      {how === "days" && (
        <Group grow>
          <TextInput label="From" type="date" value={item.from ?? ""} onChange={(event) => day("from", event.currentTarget.value)} />
          <TextInput label="To" type="date" value={item.to ?? ""} onChange={(event) => day("to", event.currentTarget.value)} />
        </Group>
      )}
    </>
  );
}

function KnownAsFields({ item, onChange }: FieldsProps<KnownAsFilter>) {
  return (
    <Select
      label="The person"
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      data={Object.entries(KNOWN_AS).map(([value, label]) => ({ value, label }))}
      value={item.as}
      onChange={(as) => onChange({ kind: "known_as", as: as as KnownAsFilter["as"] })}
    />
  );
}
