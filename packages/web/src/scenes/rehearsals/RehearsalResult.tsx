import type { RehearsalDetail, RehearsalResult as Result } from "@beckon/contract";
import { Alert, SimpleGrid, Stack, Text } from "@mantine/core";
import { Hourglass, UsersRound } from "lucide-react";
import { fullTime } from "../../ui/time.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { Figure } from "../campaigns/report/Figure.tsx";
import { Reasons } from "../campaigns/report/Reasons.tsx";
import { RehearsalDays } from "./RehearsalDays.tsx";
import { RehearsalOthers } from "./RehearsalOthers.tsx";
import { RehearsalSteps } from "./RehearsalSteps.tsx";
import { RehearsalWeek } from "./RehearsalWeek.tsx";
import { RehearsedPeople } from "./RehearsedPeople.tsx";
import { countText } from "./rehearsalWords.ts";

interface RehearsalResultProps {
  readonly rehearsal: RehearsalDetail;
  readonly result: Result;
}

/** The numbers first, then the days, the steps, the reasons, and what else is live. Every number opens the people behind it. */
export function RehearsalResult({ rehearsal, result }: RehearsalResultProps) {
  const [shown, show] = useParameter("rehearsed");
  const toggle = (what: string) => show(what === shown ? null : what);
  const figure = (label: string, value: number, what: string, of?: number, note?: string) => (
    <Figure label={label} value={value} of={of} note={note} active={shown === what} onOpen={() => toggle(what)} />
  );
  const completed = result.ends["completed"] ?? 0;
  const left = Object.fromEntries(Object.entries(result.ends).filter(([reason]) => reason !== "completed"));
  const isJourney = rehearsal.kind === "journey";
  return (
    <Stack gap="lg">
      <Notes result={result} />
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        <Figure label="Trigger met" value={result.triggered} note={countText(result.people, "person", "people")} />
        {figure("Entered", result.entered, "entered", result.triggered)}
        {figure("Messages", result.messages, "sent", undefined, `to ${countText(result.recipients, "person", "people")}`)}
        {isJourney ? figure("Came to an end", completed, "left:completed", result.entered) : figure("Held out", result.heldOut, "held_out", result.entered)}
        {figure("Goal reached", result.converted, "converted", result.entered)}
        <Figure
          label="Most in one hour"
          value={result.busiest?.messages ?? 0}
          note={result.busiest ? fullTime(Date.parse(result.busiest.at), rehearsal.timeZone).slice(0, -3) : undefined}
        />
      </SimpleGrid>
      <RehearsalDays days={result.daily} channels={Object.keys(result.channels)} timeZone={rehearsal.timeZone} later={result.later} />
      {isJourney && <RehearsalSteps steps={result.steps} shown={shown} show={toggle} />}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: isJourney ? 4 : 3 }} spacing="lg">
        <Reasons
          title="Did not enter"
          outcome="not_entered"
          counts={result.notEntered}
          none="Everyone for whom it was triggered came in."
          shown={shown}
          show={toggle}
        />
        {isJourney && <Reasons title="Left before the end" outcome="left" counts={left} none="Nobody left before the end." shown={shown} show={toggle} />}
        <Reasons title="Messages that did not go" outcome="unsent" counts={result.unsent} none="Every message went." shown={shown} show={toggle} />
        <Reasons title="Messages put off" outcome="held" counts={result.held} none="None was put off." shown={shown} show={toggle} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <RehearsalWeek weekly={result.weekly} shown={shown} show={toggle} />
        <RehearsalOthers others={result.others} shown={shown} show={toggle} />
      </SimpleGrid>
      {shown !== "" && <RehearsedPeople rehearsalId={rehearsal.id} result={result} shown={shown} timeZone={rehearsal.timeZone} onClose={() => show(null)} />}
    </Stack>
  );
}

/** What one must know to read the numbers right. */
function Notes({ result }: { readonly result: Result }) {
  if (result.triggered === 0) {
    return (
      <Alert color="blue" icon={<Hourglass size={18} aria-hidden />}>
        <Text size="sm">
          {result.looked === 0
            ? "Nothing that could trigger it happened in this period. Choose longer or other days, or see under Events what arrives."
            : `${countText(result.looked, "person", "people")} did something that might have triggered it, but never as it is asked for.`}
        </Text>
      </Alert>
    );
  }
  const isSample = result.factor > 1.005;
  const isCut = result.kept < result.people || result.cutShort > 0;
  if (!isSample && !isCut) return null;
  return (
    <Alert color="blue" icon={<UsersRound size={18} aria-hidden />}>
      <Text size="sm">
        {isSample &&
          `${countText(result.looked, "person was", "people were")} looked at; each stands for about ${result.factor.toLocaleString("en", { maximumFractionDigits: 1 })}. For all, that is about ${Math.round(result.entered * result.factor).toLocaleString("en")} who enter and ${Math.round(result.messages * result.factor).toLocaleString("en")} messages. `}
        {result.kept < result.people && `The list has the first ${result.kept.toLocaleString("en")} people; the numbers count all. `}
        {result.cutShort > 0 && `${countText(result.cutShort, "person", "people")} did more than is replayed of one; the rest of theirs is left out.`}
      </Text>
    </Alert>
  );
}
