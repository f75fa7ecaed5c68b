import type { SegmentAnswer, SegmentListItem } from "@beckon/contract";
import { Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { FindingTree } from "../../conditions/FindingTree.tsx";
import { FindingMark } from "../../ui/FindingMark.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { momentText } from "../../ui/time.ts";
import classes from "./SegmentWhy.module.css";

const REFRESH_MS = 10_000;

interface SegmentWhyProps {
  readonly profileId: string;
  readonly segmentId: string;
  readonly kind: SegmentListItem["kind"];
}

/** Whether somebody is in a segment, since when and until when, and what was found. */
export function SegmentWhy({ profileId, segmentId, kind }: SegmentWhyProps) {
  const answer = useRead("explainSegmentMember", { params: { id: segmentId, profileId } }, { every: REFRESH_MS });
  return (
    <Loaded query={answer}>
      {(why) => (
        <Stack gap="sm" data-testid="segment-why">
          <div className={classes.verdict}>
            <FindingMark holds={why.member} />
            <Text size="sm" component="div">
              {why.sentence}
              <Text size="sm" c="dimmed">
                {spanOf(why, kind)}
              </Text>
            </Text>
          </div>
          {why.finding && <FindingTree finding={why.finding} />}
        </Stack>
      )}
    </Loaded>
  );
}

/** `In it since 3 November, 14:02. Leaves on 3 December, 14:02, unless something happens before.` */
function spanOf({ member, since, until }: SegmentAnswer, kind: SegmentListItem["kind"]): string {
  const began = since ? `${member ? "In it" : "Not in it"} since ${momentText(Date.parse(since))}.` : "";
  if (until) return `${began} ${member ? "Leaves" : "May enter"} on ${momentText(Date.parse(until))}, unless something happens before.`.trim();
  if (kind === "list") return began;
  return `${began} ${member ? "Stays" : "Stays out"} until something happens.`.trim();
}
