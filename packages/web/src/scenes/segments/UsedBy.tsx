import type { SegmentDetail, SegmentUse } from "@beckon/contract";
import { Badge, Text } from "@mantine/core";
import { Link2Off } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { inWords } from "../../ui/states.ts";

const COLUMNS: readonly Column<SegmentUse>[] = [
  {
    header: "Name",
    cell: ({ name }) => (
      <Text size="sm" fw={600}>
        {name}
      </Text>
    ),
  },
  { header: "What it is", width: "9rem", cell: ({ kind }) => (kind === "workspace" || kind === "stages" ? "Setting" : inWords(kind)) },
  { header: "State", width: "14rem", cell: ({ state, isDraft }) => <Badge color="gray">{isDraft ? `${inWords(state)}, in its draft` : inWords(state)}</Badge> },
];

const PLACES: { readonly [kind in SegmentUse["kind"]]?: string } = { workspace: "/settings?tab=never_send", stages: "/stages" };

/** Campaigns and segments that name it: what a change of it reaches. */
export function UsedBy({ segment }: { readonly segment: SegmentDetail }) {
  const uses = useRead("listSegmentUses", { params: { id: segment.id } });
  return (
    <Panel flush>
      <Loaded query={uses}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Link2Off} title="Nothing uses it yet">
              A campaign can speak to it, leave it out, or start when somebody enters or leaves it; another segment can ask for it.
            </EmptyState>
          ) : (
            <RecordTable
              label="Where it is used"
              items={items}
              columns={COLUMNS}
              id={({ kind, id }) => `${kind} ${id}`}
              to={({ kind, id }) => PLACES[kind] ?? `/${kind}s/${id}`}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
