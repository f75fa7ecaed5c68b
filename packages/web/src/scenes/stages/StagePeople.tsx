import type { StageMember, StageMove } from "@beckon/contract";
import { Drawer } from "@mantine/core";
import { Users } from "lucide-react";
import { useList } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Person } from "../../ui/Person.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { Time } from "../../ui/Time.tsx";

/** Which number was pressed. */
export type StageQuestion =
  | { readonly kind: "in"; readonly stage: string; readonly name: string }
  | { readonly kind: "moved"; readonly from: string | null; readonly to: string; readonly since: string; readonly name: string };

const IN: readonly Column<StageMember>[] = [
  { header: "Person", cell: ({ profile }) => <Person person={profile} /> },
  { header: "In it since", width: "10rem", cell: ({ since }) => <Time at={since} /> },
];
const MOVED: readonly Column<StageMove>[] = [
  { header: "Person", cell: ({ profile }) => <Person person={profile} /> },
  { header: "Moved", width: "10rem", cell: ({ at }) => <Time at={at} /> },
];

/** The people behind a number of the board. */
export function StagePeople({ question, onClose }: { readonly question: StageQuestion | null; readonly onClose: () => void }) {
  return (
    <Drawer opened={question !== null} onClose={onClose} position="right" size="lg" title={question?.name} closeButtonProps={{ "aria-label": "Close" }}>
      {question?.kind === "in" && <InStage stage={question.stage} />}
      {question?.kind === "moved" && <Moved {...question} />}
    </Drawer>
  );
}

function InStage({ stage }: { readonly stage: string }) {
  const people = useList("listStageMembers", { query: { stage } });
  return (
    <Loaded query={people}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState icon={Users} title="Nobody is in it now">
            Whoever comes to fit its rule moves here at that moment.
          </EmptyState>
        ) : (
          <>
            <RecordTable
              label="People in the stage"
              items={items}
              columns={IN}
              id={({ profile }) => profile.id}
              to={({ profile }) => `/people/${profile.id}`}
            />
            <MoreButton list={people} />
          </>
        )
      }
    </Loaded>
  );
}

function Moved({ from, to, since }: Extract<StageQuestion, { kind: "moved" }>) {
  const moves = useList("listStageMoves", { query: { toStage: to, from: since, ...(from !== null && { fromStage: from }) } });
  return (
    <Loaded query={moves}>
      {(items) => (
        <>
          <RecordTable
            label="People who moved"
            items={items}
            columns={MOVED}
            id={({ profile, at }) => `${profile.id} ${at}`}
            to={({ profile }) => `/people/${profile.id}`}
          />
          <MoreButton list={moves} />
        </>
      )}
    </Loaded>
  );
}
