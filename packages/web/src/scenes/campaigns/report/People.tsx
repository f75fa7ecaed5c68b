import { type CampaignPerson, PEOPLE_OUTCOMES } from "@beckon/contract";
import { Anchor, CloseButton, Text } from "@mantine/core";
import { Link, useParams } from "react-router";
import { useList } from "../../../api/hooks.ts";
import { Loaded } from "../../../ui/Loaded.tsx";
import { MoreButton } from "../../../ui/MoreButton.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Person } from "../../../ui/Person.tsx";
import { type Column, RecordTable } from "../../../ui/RecordTable.tsx";
import { reasonName } from "../../../ui/reasonName.ts";
import { inWords } from "../../../ui/states.ts";
import { Time } from "../../../ui/Time.tsx";

type Outcome = (typeof PEOPLE_OUTCOMES)[number];

const COLUMNS: readonly Column<CampaignPerson>[] = [
  { header: "Person", cell: (person) => <Person person={person.profile} /> },
  { header: "What happened", cell: (person) => <Text size="sm">{person.sentence}</Text> },
  { header: "When", width: "8rem", cell: (person) => <Time at={person.at} /> },
  { header: "Message", width: "7rem", wideOnly: true, cell: (person) => (person.sendId ? <Anchor component={Link} to={`/messages/${person.sendId}`} size="sm" pos="relative" style={{ zIndex: 1 }}>See it</Anchor> : "") },
];

/** The people behind one number: `sent`, or `skipped:frequency_cap`. */
export function People({ campaignId, shown, onClose }: { readonly campaignId: string; readonly shown: string; readonly onClose: () => void }) {
  const { id = "" } = useParams();
  const [word, reason] = shown.split(":");
  const outcome = PEOPLE_OUTCOMES.find((known) => known === word) ?? ("sent" satisfies Outcome);
  const people = useList("listPeople", { params: { id: campaignId }, query: { outcome, reason } });
  const title = reason ? `${inWords(outcome)}: ${reasonName(reason)}` : inWords(outcome);
  return (
    <Panel title={title} flush actions={<CloseButton aria-label="Close the list" onClick={onClose} />}>
      <Loaded query={people}>
        {(items) => <><RecordTable label={title} items={items} columns={COLUMNS} id={(person) => `${person.profile.id} ${person.enrollmentId} ${person.at}`} to={(person) => `/people/${person.profile.id}?tab=why&campaign=${id}`} /><MoreButton list={people} /></>}
      </Loaded>
    </Panel>
  );
}
