import { routes, type Suppression, urlOf } from "@beckon/contract";
import { Anchor, Box, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { Download, ShieldOff } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useChange, useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { SuppressionFile } from "./SuppressionFile.tsx";

const REASONS: { readonly [reason in Suppression["reason"]]: { readonly label: string; readonly means: string } } = {
  hard_bounce: {
    label: "Hard bounce",
    means: "The mail server said that the address does not exist. Writing to it again harms your standing; allow it only where you know that it was mended.",
  },
  complaint: {
    label: "Complaint",
    means: "The person pressed the button for spam. Allow the address only where they asked you to.",
  },
  manual: { label: "By hand", means: "Somebody of your team, or a program, closed the address." },
};

function isReason(text: string): text is Suppression["reason"] {
  return Object.hasOwn(REASONS, text);
}

/** Addresses that are never used. */
export function Suppressions() {
  const [search, setSearch] = useParameter("search");
  const [reason, setReason] = useParameter("reason");
  const asked = { ...(search ? { search } : {}), ...(isReason(reason) ? { reason } : {}) };
  const list = useList("listSuppressions", { query: asked }, { keep: true });
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
          {REASONS[row.reason].label}
          {row.sendId && (
            <>
              {", "}
              <Anchor component={Link} to={`/messages/${row.sendId}`} size="sm">
                by this message
              </Anchor>
            </>
          )}
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
                        undoable(`${row.address} may be used again.`, () =>
                          suppress.mutateAsync({ body: { channel: "email", address: row.address, reason: row.reason, detail: row.detail } }),
                        ),
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
      <Group justify="space-between">
        {may && <AddSuppression />}
        <Group gap="xs">
          {may && <SuppressionFile />}
          <Button
            size="xs"
            component="a"
            href={urlOf(routes.exportSuppressions, { query: asked })}
            download
            variant="default"
            leftSection={<Download size={15} aria-hidden />}
          >
            Export as CSV
          </Button>
        </Group>
      </Group>
      <Group gap="xs">
        <Box flex="1 1 12rem" maw="26rem">
          <SearchBox label="Search addresses" placeholder="Search addresses" initial={search} onSearch={setSearch} />
        </Box>
        <Select
          aria-label="Why"
          placeholder="Every reason"
          clearable
          w={180}
          data={Object.entries(REASONS).map(([value, { label }]) => ({ value, label }))}
          value={isReason(reason) ? reason : null}
          onChange={setReason}
        />
      </Group>
      {isReason(reason) && (
        <Text size="sm" c="dimmed">
          {REASONS[reason].means}
        </Text>
      )}
      <Panel flush>
        <Loaded query={list}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={ShieldOff} title={search || isReason(reason) ? "No such address" : "No address is suppressed"}>
                {search || isReason(reason)
                  ? "No suppressed address fits. Look without the search or the reason."
                  : "Addresses that bounce for good, or whose owner reports spam, are put here by themselves and never used again. That needs a provider that tells of them: see Integrations."}
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
