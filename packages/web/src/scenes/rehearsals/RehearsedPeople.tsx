import type { RehearsalResult, RehearsedPerson } from "@beckon/contract";
import { Accordion, Anchor, Box, Drawer, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import { useList } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Person } from "../../ui/Person.tsx";
import { reasonName } from "../../ui/reasonName.ts";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { fullTime } from "../../ui/time.ts";
import { PathLines } from "./PathLines.tsx";
import { countText } from "./rehearsalWords.ts";

interface RehearsedPeopleProps {
  readonly rehearsalId: string;
  readonly result: RehearsalResult;
  /** `entered`, `left:exception`, `way:active:timeout`, `weekly:4` ... */
  readonly shown: string;
  readonly timeZone: string;
  readonly onClose: () => void;
}

/** The people behind one number, each with their path in words. */
export function RehearsedPeople({ rehearsalId, result, shown, timeZone, onClose }: RehearsedPeopleProps) {
  const [search, setSearch] = useState("");
  const [word = "", detail = ""] = shown.split(":");
  const query = { ...(word === "weekly" ? { weekly: Number(detail) } : { what: shown }), search: search || undefined };
  const people = useList("listRehearsedPeople", { params: { id: rehearsalId }, query }, { keep: true });
  const title = titleOf(shown, result);
  return (
    <Drawer opened onClose={onClose} position="right" size="xl" title={title} closeButtonProps={{ "aria-label": "Close the list" }}>
      <Box w="18rem" maw="100%" mb="sm">
        <SearchBox label="Search these people" placeholder="Name or mail address" initial="" onSearch={setSearch} />
      </Box>
      <Loaded query={people}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {search ? "Nobody among them is called so." : "Nobody of those who are kept in the list."}
            </Text>
          ) : (
            <>
              <Accordion variant="separated" chevronPosition="right" defaultValue={items[0]?.profile.id ?? null}>
                {items.map((person) => (
                  <OnePerson key={person.profile.id} person={person} timeZone={timeZone} />
                ))}
              </Accordion>
              <MoreButton list={people} />
            </>
          )
        }
      </Loaded>
    </Drawer>
  );
}

function OnePerson({ person, timeZone }: { readonly person: RehearsedPerson; readonly timeZone: string }) {
  const { profile, messages, path } = person;
  return (
    <Accordion.Item value={profile.id}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Person person={profile} />
          <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
            {countText(messages, "message", "messages")}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          <PathLines
            label="What would have happened"
            lines={path.map(({ at, title, sentence, other }, place) => ({
              key: `${at} ${place}`,
              when: fullTime(Date.parse(at), timeZone),
              kind: other !== null || title === "Sent" ? "message" : "decision",
              title,
              sentence,
            }))}
          />
          <Anchor component={Link} to={`/people/${profile.id}`} size="sm">
            Open this person
          </Anchor>
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

const TITLES: { readonly [word: string]: string } = {
  entered: "Would have entered",
  sent: "Would have got a message",
  converted: "Reached the goal",
  held_out: "Held out",
  not_entered: "Did not enter",
  left: "Left",
  unsent: "A message that did not go",
  held: "A message put off",
};

function titleOf(shown: string, { steps, others }: RehearsalResult): string {
  const [word = "", detail = "", more = ""] = shown.split(":");
  if (word === "weekly") return `${detail} messages or more in a week`;
  if (word === "with") return `Also in “${others.find(({ id }) => id === detail)?.name ?? "another"}”`;
  if (word === "way") {
    const step = steps.find((one) => one.step === detail);
    const way = step?.ways.find((one) => one.way === more);
    return `${step?.title ?? detail}: ${way?.label || "next"}`;
  }
  if (shown === "left:completed") return "Came to an end";
  const title = TITLES[word] ?? "People";
  return detail === "" ? title : `${title}: ${reasonName(detail).toLowerCase()}`;
}
