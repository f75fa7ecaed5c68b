import { JOURNEY_PEOPLE_OUTCOMES, type JourneyPerson } from "@beckon/contract";
import { type JourneyDocument, stepTitle } from "@beckon/core";
import { Box, Drawer, Text } from "@mantine/core";
import { useState } from "react";
import { useList } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Person } from "../../ui/Person.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { reasonName } from "../../ui/reasonName.ts";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { Time } from "../../ui/Time.tsx";
import type { PeriodQuery } from "../campaigns/report/usePeriod.ts";

type Outcome = JourneyPerson["outcome"];

const TITLES: { readonly [outcome in Outcome]: string } = {
  triggered: "Triggered",
  entered: "Entered",
  not_entered: "Did not enter",
  inside: "Inside now",
  held: "Held now",
  stepped: "Went through",
  completed: "Went to an end",
  left: "Left before the end",
  converted: "Goal reached",
  converted_holdout: "Goal reached without a message",
};

const COLUMNS: readonly Column<JourneyPerson>[] = [
  { header: "Person", cell: ({ profile }) => <Person person={profile} /> },
  { header: "What happened", cell: ({ sentence }) => <Text size="sm">{sentence}</Text> },
  { header: "When", width: "8rem", cell: ({ at }) => <Time at={at} /> },
];

interface JourneyPeopleProps {
  readonly journeyId: string;
  readonly document: JourneyDocument;
  /** `entered`, `inside:wait-2` (at a step), `left:event` (by a reason). */
  readonly shown: string;
  /** Of the report; what stands at the steps is of all time. */
  readonly period: PeriodQuery;
  readonly onClose: () => void;
}

/** The people behind one number. */
export function JourneyPeople({ journeyId, document, shown, period, onClose }: JourneyPeopleProps) {
  const [word = "", detail] = shown.split(":");
  const outcome = JOURNEY_PEOPLE_OUTCOMES.find((each) => each === word) ?? "entered";
  const isOfStep = outcome === "inside" || outcome === "stepped";
  const [search, setSearch] = useState("");
  const query = { ...period, outcome, search: search || undefined, ...(isOfStep ? { step: detail } : { reason: detail }) };
  const people = useList("listJourneyPeople", { params: { id: journeyId }, query }, { keep: true });
  const step = document.steps.find(({ id }) => isOfStep && id === detail);
  const about = step ? stepTitle(step) : detail === undefined ? "" : isOfStep ? detail : reasonName(detail);
  const title = about === "" ? TITLES[outcome] : `${TITLES[outcome]}: ${about}`;
  return (
    <Drawer opened onClose={onClose} position="right" size="xl" title={title} closeButtonProps={{ "aria-label": "Close the list" }}>
      <Box w="18rem" maw="100%" mb="sm">
        <SearchBox label="Search these people" placeholder="Name or mail address" initial="" onSearch={setSearch} />
      </Box>
      <Loaded query={people}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {search ? "Nobody among them is called so." : "Nobody."}
            </Text>
          ) : (
            <>
              <RecordTable
                label={title}
                items={items}
                columns={COLUMNS}
                id={(person) => `${person.profile.id} ${person.enrollmentId} ${person.at}`}
                to={(person) => `/people/${person.profile.id}`}
              />
              <MoreButton list={people} />
            </>
          )
        }
      </Loaded>
    </Drawer>
  );
}
