import { type Erasure, routes, urlOf } from "@beckon/contract";
import { Anchor, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Download, ShieldCheck } from "lucide-react";
import { Link } from "react-router";
import { useChange, useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";

const REFRESH_MS = 5_000;

const LOOK: { readonly [state in Erasure["state"]]: { readonly label: string; readonly color: string } } = {
  waiting: { label: "Waiting", color: "yellow" },
  running: { label: "Being deleted", color: "blue" },
  done: { label: "Deleted", color: "green" },
  cancelled: { label: "Taken back", color: "gray" },
};

/** Requests to delete people, and the proofs that it was done. */
export function PrivacySection() {
  const [email, setEmail] = useParameter("email");
  const list = useList("listErasures", { query: email ? { kind: "email", value: email } : {} }, { every: REFRESH_MS, keep: true });
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <SearchBox label="Was this address deleted?" placeholder="A whole mail address" initial={email} onSearch={setEmail} />
        <Button component="a" href={urlOf(routes.getErasureProofs)} download variant="default" leftSection={<Download size={16} aria-hidden />}>
          Export proofs
        </Button>
      </Group>
      <Panel title="Deletions" lead="A proof holds hashes and counts, and nothing of the person. It is kept for four years." flush>
        <Loaded query={list}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={ShieldCheck} title={email ? "No deletion concerns this address" : "Nobody was deleted yet"}>
                {email
                  ? "Addresses are compared by their hashes; write the whole address."
                  : "A person is deleted from their page, by “Delete person”, or by the API."}
              </EmptyState>
            ) : (
              <>
                <RecordTable label="Deletions" items={items} columns={COLUMNS} id={(row) => row.id} />
                <MoreButton list={list} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

const COLUMNS: readonly Column<Erasure>[] = [
  {
    header: "Person",
    cell: (row) =>
      row.profileId ? (
        <Anchor component={Link} to={`/people/${row.profileId}`} size="sm">
          Person {row.profileId.slice(-6)}
        </Anchor>
      ) : (
        <Text size="sm" ff="monospace">
          {row.profileHash.slice(0, 12)}
        </Text>
      ),
  },
  {
    header: "State",
    width: "9rem",
    cell: (row) => (
      <Badge color={LOOK[row.state].color} miw="max-content">
        {LOOK[row.state].label}
      </Badge>
    ),
  },
  { header: "Asked by", wideOnly: true, cell: (row) => row.requestedBy },
  {
    header: "What was deleted",
    cell: (row) => (
      <Text size="xs" c="dimmed">
        {row.state === "waiting" ? (
          <>
            due <Time at={row.dueAt} />
          </>
        ) : (
          Object.entries(row.counts)
            .map(([table, count]) => `${count} ${table.replaceAll("_", " ")}`)
            .join(", ") || "nothing"
        )}
        {row.refuse ? "; not collected again" : ""}
      </Text>
    ),
  },
  { header: "When", width: "8rem", cell: (row) => <Time at={row.finishedAt ?? row.requestedAt} /> },
  { header: "Take back", width: "8rem", cell: (row) => (row.state === "waiting" ? <TakeBack id={row.id} /> : null) },
];

function TakeBack({ id }: { readonly id: string }) {
  const cancel = useChange("cancelErasure", ["listErasures"]);
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={cancel.isPending}
      onClick={() => cancel.mutate({ params: { id } }, { onSuccess: () => sayDone("The person stays."), onError: (error) => sayError(error) })}
    >
      Take back
    </Button>
  );
}
