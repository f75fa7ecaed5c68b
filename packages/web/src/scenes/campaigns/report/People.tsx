import type { CampaignPerson } from "@beckon/contract";
import { Anchor, Box, Button, CloseButton, Group, Text } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../api/client.ts";
import { useList } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { MoreButton } from "../../../ui/MoreButton.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Person } from "../../../ui/Person.tsx";
import { type Column, RecordTable } from "../../../ui/RecordTable.tsx";
import { reasonName } from "../../../ui/reasonName.ts";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { saveCsv } from "../../../ui/saveCsv.ts";
import { sayDone, sayError } from "../../../ui/say.ts";
import { Time } from "../../../ui/Time.tsx";
import type { PeriodQuery } from "./usePeriod.ts";

const COLUMNS: readonly Column<CampaignPerson>[] = [
  { header: "Person", cell: (person) => <Person person={person.profile} /> },
  { header: "What happened", cell: (person) => <Text size="sm">{person.sentence}</Text> },
  { header: "When", width: "8rem", cell: (person) => <Time at={person.at} /> },
  {
    header: "Message",
    width: "7rem",
    wideOnly: true,
    cell: (person) =>
      person.sendId ? (
        <Anchor component={Link} to={`/messages/${person.sendId}`} size="sm" pos="relative" style={{ zIndex: 1 }}>
          See it
        </Anchor>
      ) : (
        ""
      ),
  },
];

const TITLES: { readonly [outcome in CampaignPerson["outcome"]]: string } = {
  triggered: "Triggered",
  entered: "Entered",
  not_entered: "Did not enter",
  waiting: "Waiting",
  held: "Held",
  sending: "Going out",
  skipped: "Not sent",
  sent: "Sent",
  would_have_been_sent: "Held out",
  failed: "Failed",
  unknown: "Unknown",
  delivered: "Delivered",
  opened: "Opened",
  machine_opened: "Opened by machines",
  clicked: "Clicked",
  unsubscribed: "Unsubscribed",
  bounced: "Bounced",
  complained: "Reported as spam",
  converted: "Goal reached",
  converted_holdout: "Goal reached without the message",
};

function isOutcome(word: string): word is CampaignPerson["outcome"] {
  return Object.hasOwn(TITLES, word);
}

interface PeopleProps {
  readonly campaignId: string;
  readonly campaignKey: string;
  /** `sent`, or `skipped:frequency_cap`. */
  readonly shown: string;
  readonly period: PeriodQuery;
  readonly onClose: () => void;
}

/** More rows than this are for the API: a browser holds them all before it saves them. */
const SAVED_MAX = 10_000;
const SAVED_PAGE = 200;

/** The whole list as a file, page by page. */
function SavePeople({ campaignId, query, fileName }: { readonly campaignId: string; readonly query: PeopleQuery; readonly fileName: string }) {
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      const people: CampaignPerson[] = [];
      let cursor: string | undefined;
      do {
        const page = await api("listPeople", { params: { id: campaignId }, query: { ...query, limit: SAVED_PAGE, cursor } });
        people.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && people.length < SAVED_MAX);
      saveCsv(fileName, [
        HEADERS,
        ...people.map(({ profile, at, outcome, reason, sentence }) => [profile.id, profile.name, profile.email, at, outcome, reason, sentence]),
      ]);
      if (cursor !== undefined) sayDone(`The newest ${SAVED_MAX.toLocaleString("en")} were saved; the API gives all of them.`);
    } catch (error) {
      sayError(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Button size="xs" variant="default" leftSection={<Download size={14} aria-hidden />} loading={saving} onClick={() => void save()}>
      Export CSV
    </Button>
  );
}

const HEADERS = ["profile", "name", "email", "at", "outcome", "reason", "what happened"];

type PeopleQuery = { readonly outcome: CampaignPerson["outcome"]; readonly reason?: string | undefined; readonly search?: string | undefined } & PeriodQuery;

/** The people behind one number: `sent`, or `skipped:frequency_cap`. */
export function People({ campaignId, campaignKey, shown, period, onClose }: PeopleProps) {
  const [word = "", reason] = shown.split(":");
  const outcome = isOutcome(word) ? word : "sent";
  const [search, setSearch] = useState("");
  const query = { outcome, reason, search: search || undefined, ...period };
  const people = useList("listPeople", { params: { id: campaignId }, query }, { keep: true });
  const title = reason ? `${TITLES[outcome]}: ${reasonName(reason)}` : TITLES[outcome];
  return (
    <Panel
      title={title}
      flush
      actions={
        <Group gap="xs" justify="flex-end">
          <Box w="14rem" maw="100%">
            <SearchBox label="Search these people" placeholder="Name or mail address" initial="" onSearch={setSearch} />
          </Box>
          <SavePeople campaignId={campaignId} query={query} fileName={`${campaignKey}-${word}.csv`} />
          <CloseButton aria-label="Close the list" onClick={onClose} />
        </Group>
      }
    >
      <Loaded query={people}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed" p="md">
              {search ? "Nobody among them is called so." : "Nobody, in this period."}
            </Text>
          ) : (
            <>
              <RecordTable
                label={title}
                items={items}
                columns={COLUMNS}
                id={(person) => `${person.profile.id} ${person.enrollmentId} ${person.at}`}
                to={(person) => `/people/${person.profile.id}?tab=why&campaign=${campaignId}`}
              />
              <MoreButton list={people} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
