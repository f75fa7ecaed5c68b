import type { JourneyNeeds, NeededProperty, SegmentDocument } from "@beckon/core";
import { List, Text, ThemeIcon } from "@mantine/core";
import { Check, CircleAlert, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useRead } from "../../../api/hooks.ts";
import { useEventNames } from "../../events/useEventNames.ts";

interface NeedsProps {
  readonly needs: JourneyNeeds;
  /** Of the event that starts it: what it has not brought along so far; undefined where it was never seen. */
  readonly missing: readonly NeededProperty[] | undefined;
  readonly segments: readonly SegmentDocument[];
  /** In words, what cannot be looked up. */
  readonly others: readonly string[];
}

/** What has to be there for a journey to go as it is drawn, and whether it is. */
export function Needs({ needs, missing, segments, others }: NeedsProps) {
  const seen = useEventNames();
  return (
    <List size="sm" spacing={6} aria-label="What it needs" listStyleType="none">
      {needs.events.map((event) => (
        <Need key={event} isThere={seen.some(({ name }) => name === event)} missing="not seen yet">
          the event “{event}”
        </Need>
      ))}
      {needs.properties.map(({ name, askedBy }) => (
        <Need
          key={name}
          isThere={missing?.every((each) => each.name !== name) ?? false}
          missing={missing === undefined ? "not known before the event comes" : "has not come along so far"}
        >
          its property “{name}”, asked for by {askedBy.join(", ")}
        </Need>
      ))}
      {segments.map((segment) => (
        <SegmentNeed key={segment.key} segment={segment} />
      ))}
      {others.map((words) => (
        <Need key={words} isThere={false} missing="to be looked after by you">
          {words}
        </Need>
      ))}
    </List>
  );
}

function SegmentNeed({ segment: { key, name } }: { readonly segment: SegmentDocument }) {
  const found = useRead("listSegments", { query: { search: key } }).data?.items.find((each) => each.key === key);
  return (
    <Need isThere={found !== undefined && found.version > 0} isMade={found === undefined} missing={found ? "a draft still" : "made with it"}>
      the segment “{name}”
    </Need>
  );
}

interface NeedProps {
  readonly isThere: boolean;
  /** It is not there, and comes with the journey. */
  readonly isMade?: boolean;
  readonly missing: string;
  readonly children: ReactNode;
}

function Need({ isThere, isMade = false, missing, children }: NeedProps) {
  const [Mark, color] = isThere ? [Check, "green"] : isMade ? [Plus, "blue"] : [CircleAlert, "yellow"];
  return (
    <List.Item
      icon={
        <ThemeIcon size={22} radius="xl" variant="light" color={color}>
          <Mark size={14} aria-label={isThere ? "There" : isMade ? "Comes with it" : "Not there yet"} />
        </ThemeIcon>
      }
    >
      {children}
      {!isThere && (
        <Text span size="sm" c="dimmed">
          : {missing}
        </Text>
      )}
    </List.Item>
  );
}
