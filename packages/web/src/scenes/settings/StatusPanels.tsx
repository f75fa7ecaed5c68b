import type { Status, StatusCheckItem } from "@beckon/contract";
import { Alert, Anchor, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { bytesText } from "../../ui/bytesText.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sendLook } from "../../ui/states.ts";
import { Time } from "../../ui/Time.tsx";
import { mendedAt } from "./mendedAt.ts";
import classes from "./StatusPanels.module.css";
import { tableWords } from "./tableWords.ts";

const AREAS: readonly { readonly key: StatusCheckItem["area"]; readonly title: string }[] = [
  { key: "processing", title: "Processing" },
  { key: "sending", title: "Sending" },
  { key: "database", title: "Database" },
  { key: "installation", title: "Installation" },
];

/** How Beckon is doing, for whoever runs it: each check with its limit, and what to do where one is not well. */
export function StatusPanels() {
  const status = useRead("getStatus", undefined, { every: 5_000 });
  return (
    <Loaded query={status}>
      {(now) => (
        <Stack gap="lg">
          <Problems status={now} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            {AREAS.map(({ key, title }) => (
              <Panel key={key} title={title}>
                <Checks checks={now.checks.filter(({ area }) => area === key)} />
              </Panel>
            ))}
            <Panel title="Processes" lead={`Version ${now.version}`}>
              <Facts
                facts={now.processes.map(({ name, roles, startedAt }) => ({
                  name: roles.join(", "),
                  value: (
                    <span title={name}>
                      started <Time at={startedAt} />
                    </span>
                  ),
                }))}
              />
            </Panel>
            <Panel title="What takes the room" lead={`PostgreSQL ${now.database.version}, ${now.database.embedded ? "embedded" : "external"}`}>
              <Facts
                facts={now.database.tables.map(({ name, bytes, rows }) => ({
                  name: tableWords(name),
                  value: rows > 0 ? `${bytesText(bytes)}, about ${rows.toLocaleString("en")} rows` : bytesText(bytes),
                }))}
              />
            </Panel>
            <Panel title="Messages of the last day">
              {now.sends.length === 0 ? (
                <Text size="sm" c="dimmed">
                  None was decided.
                </Text>
              ) : (
                <Facts facts={now.sends.map(({ state, count }) => ({ name: sendLook(state).label, value: count.toLocaleString("en") }))} />
              )}
            </Panel>
            <Panel title="What there is">
              <Facts
                facts={[
                  { name: "People", value: now.counts.profiles.toLocaleString("en") },
                  { name: "Events", value: now.counts.events.toLocaleString("en") },
                  { name: "Campaigns", value: `${now.counts.campaigns}, ${now.counts.liveCampaigns} live` },
                ]}
              />
            </Panel>
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
}

function Problems({ status }: { readonly status: Status }) {
  if (status.problems.length === 0)
    return (
      <Alert color="green" icon={<CircleCheck size={18} aria-hidden />}>
        <Text size="sm">All is well. {status.checks.length} things are looked at.</Text>
      </Alert>
    );
  return (
    <Stack gap="xs">
      {status.problems.map(({ code, severity, sentence }) => (
        <Alert key={`${code} ${sentence}`} color={severity === "error" ? "red" : "yellow"} icon={<TriangleAlert size={18} aria-hidden />}>
          <Text size="sm">
            {sentence} <Mend code={code} />
          </Text>
        </Alert>
      ))}
    </Stack>
  );
}

function Mend({ code }: { readonly code: string }) {
  const to = mendedAt(code);
  return (
    to && (
      <Anchor component={Link} to={to} size="sm">
        Look at it
      </Anchor>
    )
  );
}

const LOOKS = {
  ok: { icon: CircleCheck, words: "Well" },
  warning: { icon: TriangleAlert, words: "Needs attention" },
  error: { icon: CircleX, words: "Not well" },
} as const;

function Checks({ checks }: { readonly checks: readonly StatusCheckItem[] }) {
  return (
    <ul className={classes.checks}>
      {checks.map(({ key, title, level, value, limit }) => {
        const { icon: Icon, words } = LOOKS[level];
        return (
          <li key={`${key} ${title}`} className={classes.check}>
            <Icon size={18} className={classes[level]} role="img" aria-label={words} />
            <div>
              <Group justify="space-between" gap="xs" align="baseline">
                <Text size="sm" fw={500}>
                  {title}
                </Text>
                {limit !== null && (
                  <Text size="xs" c="dimmed">
                    limit: {limit}
                  </Text>
                )}
              </Group>
              <Text size="sm" c="dimmed" className={classes.value}>
                {value}
              </Text>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
