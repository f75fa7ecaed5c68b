import type { CampaignPerson } from "@beckon/contract";
import { Anchor, CloseButton, Text } from "@mantine/core";
import { Link, useParams } from "react-router";
import { useList } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { MoreButton } from "../../../ui/MoreButton.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Person } from "../../../ui/Person.tsx";
import { type Column, RecordTable } from "../../../ui/RecordTable.tsx";
import { reasonName } from "../../../ui/reasonName.ts";
import { Time } from "../../../ui/Time.tsx";

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

/** The people behind one number: `sent`, or `skipped:frequency_cap`. */
export function People({ campaignId, shown, onClose }: { readonly campaignId: string; readonly shown: string; readonly onClose: () => void }) {
  const { id = "" } = useParams();
  const [word = "", reason] = shown.split(":");
  const outcome = isOutcome(word) ? word : "sent";
  const people = useList("listPeople", { params: { id: campaignId }, query: { outcome, reason } });
  const title = reason ? `${TITLES[outcome]}: ${reasonName(reason)}` : TITLES[outcome];
  return (
    <Panel title={title} flush actions={<CloseButton aria-label="Close the list" onClick={onClose} />}>
      <Loaded query={people}>
        {(items) => (
          <>
            <RecordTable
              label={title}
              items={items}
              columns={COLUMNS}
              id={(person) => `${person.profile.id} ${person.enrollmentId} ${person.at}`}
              to={(person) => `/people/${person.profile.id}?tab=why&campaign=${id}`}
            />
            <MoreButton list={people} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
