import { type Route, routes, urlOf } from "@beckon/contract";
import { Button, Select, Stack } from "@mantine/core";
import { Download, History } from "lucide-react";
import { useList, useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { useNow } from "../../ui/useNow.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { AuditEntries } from "../audit/AuditEntries.tsx";
import classes from "./AuditLog.module.css";

/** Every kind of thing that a route can change: a new route needs no line here. */
const KINDS = [...new Set((Object.values(routes) as Route[]).flatMap(({ audit }) => (audit && "kind" in audit ? [audit.kind] : [])))].sort();

const DAY = 86_400_000;
const PERIODS = [
  { value: "1", label: "The last day" },
  { value: "7", label: "The last 7 days" },
  { value: "30", label: "The last 30 days" },
];

/** Who changed what, from where and when. */
export function AuditLog() {
  const [actorId, setActor] = useParameter("by");
  const [kind, setKind] = useParameter("kind");
  const [days, setDays] = useParameter("days");
  const [outcome, setOutcome] = useParameter("outcome");
  const actors = useRead("listAuditActors");
  // To the hour, so that the list is not asked for anew every second.
  const hour = Math.floor(useNow() / 3_600_000) * 3_600_000;
  const query = {
    ...(actorId ? { actorId } : {}),
    ...(kind ? { kind } : {}),
    ...(days ? { from: new Date(hour - Number(days) * DAY).toISOString() } : {}),
    ...(outcome === "refused" ? { outcome: "refused" as const } : {}),
  };
  const list = useList("listAudit", { query }, { keep: true });
  const isFiltered = Object.keys(query).length > 0;
  return (
    <Stack gap="lg">
      <div className={classes.filters}>
        <Select
          label="By"
          placeholder="Anybody"
          clearable
          searchable
          data={(actors.data?.items ?? []).map((actor) => ({ value: actor.id, label: actor.kind === "key" ? `${actor.name} (key)` : actor.name }))}
          value={actorId || null}
          onChange={setActor}
          clearButtonProps={{ "aria-label": "Show anybody" }}
        />
        <Select
          label="About"
          placeholder="Anything"
          clearable
          data={KINDS.map((value) => ({ value, label: value === "profile" ? "Person" : value[0]?.toUpperCase() + value.slice(1) }))}
          value={kind || null}
          onChange={setKind}
          clearButtonProps={{ "aria-label": "Show anything" }}
        />
        <Select
          label="When"
          placeholder="At any time"
          clearable
          data={PERIODS}
          value={days || null}
          onChange={setDays}
          clearButtonProps={{ "aria-label": "Show any time" }}
        />
        <Select
          label="Outcome"
          placeholder="All"
          clearable
          data={[{ value: "refused", label: "Only refused" }]}
          value={outcome || null}
          onChange={setOutcome}
          clearButtonProps={{ "aria-label": "Show all" }}
        />
        <Button component="a" href={urlOf(routes.exportAudit, { query })} download variant="default" leftSection={<Download size={15} aria-hidden />}>
          Export
        </Button>
      </div>
      <Panel flush>
        <Loaded query={list}>
          {(entries) =>
            entries.length === 0 ? (
              <EmptyState icon={History} title={isFiltered ? "Nothing fits these filters" : "Nothing was changed yet"}>
                Every change is kept here: who made it, from which address, when, and how it was before.
              </EmptyState>
            ) : (
              <>
                <AuditEntries entries={entries} label="Audit log" />
                <MoreButton list={list} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}
