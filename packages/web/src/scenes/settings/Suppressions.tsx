import type { Suppression } from "@beckon/contract";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { ShieldOff } from "lucide-react";
import { useState } from "react";
import { useChange, useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { inWords } from "../../ui/states.ts";
import { Time } from "../../ui/Time.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { useParameter } from "../../ui/useParameter.ts";

/** Addresses that are never used. */
export function Suppressions() {
  const [search, setSearch] = useParameter("search");
  const list = useList("listSuppressions", { query: search ? { search } : {} }, { keep: true });
  const may = useMay("suppressions:write");
  const allow = useChange("removeSuppression", ["listSuppressions"]);
  const suppress = useChange("addSuppression", ["listSuppressions"]);
  const columns: readonly Column<Suppression>[] = [
    {
      header: "Address",
      cell: (row) => (
        <Text size="sm" fw={600}>
          {row.address}
        </Text>
      ),
    },
    {
      header: "Why",
      cell: (row) => (
        <>
          {inWords(row.reason)}
          {row.detail && (
            <Text size="xs" c="dimmed">
              {row.detail}
            </Text>
          )}
        </>
      ),
    },
    { header: "Since", width: "8rem", cell: (row) => <Time at={row.at} /> },
    ...(may
      ? [
          {
            header: "Mend",
            width: "9rem",
            cell: (row: Suppression) => (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Allow again: ${row.address}`}
                onClick={() =>
                  allow.mutate(
                    { params: { channel: "email", address: row.address } },
                    {
                      onSuccess: () =>
                        undoable(`${row.address} may be used again.`, () => suppress.mutateAsync({ body: { channel: "email", address: row.address } })),
                      onError: (error) => sayError(error),
                    },
                  )
                }
              >
                Allow again
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <SearchBox label="Search addresses" placeholder="Search addresses" initial={search} onSearch={setSearch} />
        {may && <AddSuppression />}
      </Group>
      <Panel flush>
        <Loaded query={list}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={ShieldOff} title="No address is suppressed">
                Addresses that bounce for good, or whose owner reports spam, are put here by themselves and never used again.
              </EmptyState>
            ) : (
              <>
                <RecordTable label="Suppressed addresses" items={items} columns={columns} id={(row) => row.address} />
                <MoreButton list={list} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

function AddSuppression() {
  const [address, setAddress] = useState("");
  const add = useChange("addSuppression", ["listSuppressions"]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(
          { body: { channel: "email", address: address.trim() } },
          {
            onSuccess: () => {
              sayDone("The address is never used again.");
              setAddress("");
            },
            onError: (error) => sayError(error),
          },
        );
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <TextInput
          aria-label="Address to suppress"
          type="email"
          placeholder="ann@shop.example"
          required
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          Never mail
        </Button>
      </Group>
    </form>
  );
}
