import type { TriggerKind, TriggerNode } from "./trigger.ts";
import { fires, NOT_ABOUT_IT } from "./verdict.ts";

/** What both triggers of a segment are. */
export interface SegmentTrigger<Kind extends string> extends TriggerNode {
  readonly kind: Kind;
  /** The segment's key. */
  readonly segment: string;
}

/** People come into a segment, or leave it, by what they do or by time; whoever is in it at the launch starts nothing. */
export function segmentTriggerKind<Kind extends string>(kind: Kind, wanted: "entered" | "left", title: string): TriggerKind<SegmentTrigger<Kind>> {
  const verb = wanted === "entered" ? "enters" : "leaves";
  return {
    kind,
    schema: {
      type: "object",
      title,
      properties: {
        kind: { const: kind },
        segment: { type: "string", minLength: 1, maxLength: 100, title: "Segment", description: "Its key." },
      },
      required: ["kind", "segment"],
      additionalProperties: false,
    },
    listens: ({ segment }) => [`${kind}:${segment}`],
    judge: ({ segment }, happening) => {
      if (happening.kind !== "segment" || happening.segment !== segment || happening.entered !== (wanted === "entered")) return NOT_ABOUT_IT;
      return fires(happening.event.properties, { holds: true, condition: `the profile ${verb} segment “${segment}”` });
    },
    describe: ({ segment }) => `the profile ${verb} segment “${segment}”`,
  };
}
