import type { Programme, ProgrammeClash, ProgrammeCourse } from "@beckon/contract";
import { Anchor, Badge, Group, List, Stack, Table, Text } from "@mantine/core";
import { CalendarDays } from "lucide-react";
import { Link } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { CampaignBadge } from "../../ui/StateBadge.tsx";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import classes from "./ProgrammePage.module.css";

const REFRESH_MS = 15_000;

/** All that is live on one calendar: what is due when, what keeps asks apart, and what gets in each other's way. */
export function ProgrammePage() {
  const programme = useRead("getProgramme", {}, { every: REFRESH_MS });
  return (
    <Page
      title="Programme"
      lead="All live campaigns and journeys together: who goes first, how many are due on which day, and who is asked twice."
      width="wide"
    >
      <Loaded query={programme}>
        {(seen) =>
          seen.courses.length === 0 ? (
            <Panel>
              <EmptyState icon={CalendarDays} title="Nothing is live yet">
                Launch a <Link to="/campaigns">campaign</Link> or a <Link to="/journeys">journey</Link>; what it has due in the next two weeks is shown here.
              </EmptyState>
            </Panel>
          ) : (
            <Stack gap="lg">
              <Calendar programme={seen} />
              <Clashes programme={seen} />
              <Groups programme={seen} />
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

function Calendar({ programme: { courses, days, complete, timeZone } }: { readonly programme: Programme }) {
  const most = Math.max(1, ...courses.flatMap(({ due }) => due));
  const lead = `The highest priority first. People whose wait ends on a day, in ${timeZone}; each is looked at once more before a message goes.${complete ? "" : " At least: more wait than were counted."}`;
  return (
    <Panel title="The next two weeks" lead={lead} flush>
      <Table.ScrollContainer minWidth={900} scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": "The next two weeks, by day" } }}>
        <Table className={classes.calendar}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.course}>Campaign or journey</Table.Th>
              <Table.Th ta="right">Priority</Table.Th>
              {days.map((day) => (
                <Table.Th key={day} ta="center" className={classes.day} data-weekend={isWeekend(day) || undefined}>
                  {dayText(day)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {courses.map((course) => (
              <Table.Tr key={course.id}>
                <Table.Td className={classes.course}>
                  <Name course={course} />
                </Table.Td>
                <Table.Td ta="right">{course.priority}</Table.Td>
                {course.due.map((count, place) => (
                  <Table.Td key={days[place]} ta="center" className={classes.due}>
                    {count > 0 && (
                      <span className={classes.count} style={{ "--share": `${Math.round(12 + (count / most) * 40)}%` } as React.CSSProperties}>
                        {count.toLocaleString("en")}
                      </span>
                    )}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Name({ course: { id, kind, name, status, transactional, when } }: { readonly course: ProgrammeCourse }) {
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <Anchor component={Link} to={`/${kind}s/${id}`} size="sm" fw={600}>
          {name}
        </Anchor>
        {status === "paused" && <CampaignBadge status={status} />}
        {transactional && <Badge color="gray">Transactional</Badge>}
      </Group>
      <Text size="xs" c="dimmed">
        {kind === "journey" ? "Journey" : "Campaign"}, when {when}
      </Text>
    </Stack>
  );
}

function Clashes({ programme: { clashes, courses } }: { readonly programme: Programme }) {
  return (
    <Panel title="Asked twice" lead="Pairs that could send to the same people on one day. Receipts and the like do not count.">
      {clashes.length === 0 ? (
        <Text size="sm" c="dimmed">
          No two of them ask the same people on one day, as far as is known now.
        </Text>
      ) : (
        <List size="sm" spacing="xs" listStyleType="none">
          {clashes.map((clash) => (
            <List.Item key={clash.courses.join(" ")}>
              <Pair ids={clash.courses} courses={courses} />: {whyOf(clash)}{" "}
              <Text span size="sm" c={clash.keptApart ? "dimmed" : "var(--mantine-color-error)"}>
                {clash.keptApart ? "A rule of one message a day keeps them apart." : "Nothing keeps them apart."}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}

function whyOf({ people, firstDay, event }: ProgrammeClash): string {
  const both = people === 1 ? "one person is due in both on one day" : `${people.toLocaleString("en")} people are due in both on one day`;
  if (people > 0) return `${both}, ${people === 1 ? "" : "first "}on ${dayText(firstDay ?? "")}.`;
  return `“${event}” lets people into both.`;
}

function Pair({ ids, courses }: { readonly ids: readonly string[]; readonly courses: readonly ProgrammeCourse[] }) {
  const [one, other] = ids.map((id) => courses.find((course) => course.id === id));
  const link = (course: ProgrammeCourse | undefined) =>
    course && (
      <Anchor component={Link} to={`/${course.kind}s/${course.id}`} size="sm" fw={600}>
        {course.name}
      </Anchor>
    );
  return (
    <>
      {link(one)} and {link(other)}
    </>
  );
}

function Groups({ programme: { groups, courses } }: { readonly programme: Programme }) {
  const rules = (
    <Anchor component={Link} to="/settings?tab=rules" size="sm">
      rules
    </Anchor>
  );
  return (
    <Panel
      title="One ask a day"
      lead="Rules of the workspace by which one person gets at most one message a day: of what they hold, the highest priority goes."
    >
      {groups.length === 0 ? (
        <Text size="sm" c="dimmed">
          There is none. A frequency cap of one message a day among the {rules}, for all or for those with a tag, makes one.
        </Text>
      ) : (
        <List size="sm" spacing="xs" listStyleType="none">
          {groups.map(({ sentence, courses: ids }) => (
            <List.Item key={sentence}>
              <strong>{sentenceCase(sentence)}</strong>: {ids.length === 0 ? "nothing that is live counts" : namesOf(ids, courses)}
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  );
}

function namesOf(ids: readonly string[], courses: readonly ProgrammeCourse[]): string {
  return ids.map((id) => courses.find((course) => course.id === id)?.name ?? id).join(", ");
}

const DAY_TEXT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/** `Thu 26 Nov` of `2026-11-26`. */
function dayText(day: string): string {
  return day === "" ? "" : DAY_TEXT.format(new Date(`${day}T00:00:00Z`)).replace(",", "");
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}
