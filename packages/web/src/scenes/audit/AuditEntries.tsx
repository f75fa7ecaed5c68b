import type { AuditChange, AuditEntry } from "@beckon/contract";
import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Time } from "../../ui/Time.tsx";
import classes from "./AuditEntries.module.css";

/** Lines of the audit log, each as a sentence; what was before and after opens below it. */
export function AuditEntries({ entries, label }: { readonly entries: readonly AuditEntry[]; readonly label: string }) {
  return (
    <ol className={classes.list} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id} className={classes.entry} data-opens={entry.changes.length > 0 || undefined}>
          {entry.changes.length === 0 ? (
            <Line entry={entry} />
          ) : (
            <Disclosure summary={<Line entry={entry} />}>{() => <Changes changes={entry.changes} />}</Disclosure>
          )}
        </li>
      ))}
    </ol>
  );
}

function Line({ entry }: { readonly entry: AuditEntry }) {
  return (
    <Group justify="space-between" gap="sm" align="flex-start" wrap="nowrap" className={classes.line}>
      <Stack gap={0} style={{ minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <b>{entry.actor.name}</b> {entry.sentence}
        </Text>
        <Group gap={8}>
          {entry.outcome === "refused" && <Badge color="orange">Refused</Badge>}
          {entry.outcome === "unknown" && <Badge color="gray">Not known</Badge>}
          <Text size="xs" c="dimmed">
            {entry.actor.kind === "key"
              ? "by an API key"
              : entry.actor.kind === "system"
                ? "by Beckon itself"
                : entry.actor.kind === "nobody"
                  ? "not signed in"
                  : "in the app"}
            {entry.ip && ` from ${entry.ip}`}
          </Text>
        </Group>
      </Stack>
      <Text size="xs" c="dimmed" component="span">
        <Time at={entry.at} />
      </Text>
    </Group>
  );
}

function Changes({ changes }: { readonly changes: readonly AuditChange[] }) {
  return (
    <dl className={classes.changes}>
      {changes.map((change) => (
        <div key={change.path}>
          <dt>{change.path || "all of it"}</dt>
          <dd>
            {change.before !== undefined && (
              <>
                <Code>{textOf(change.before)}</Code> became{" "}
              </>
            )}
            {change.after === undefined ? (
              <Text span size="sm">
                nothing
              </Text>
            ) : (
              <Code>{textOf(change.after)}</Code>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
