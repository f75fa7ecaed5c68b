import type { ExceptionEvent } from "../campaign/campaign.ts";
import type { ConditionNode } from "../condition/condition.ts";
import type { PropertyCondition } from "../condition/conditions/propertyCondition.ts";
import type { BranchStep } from "../journey/steps/branchStep.ts";
import type { DelayStep } from "../journey/steps/delayStep.ts";
import type { SendStep } from "../journey/steps/sendStep.ts";
import type { TaskStep } from "../journey/steps/taskStep.ts";
import type { WaitStep } from "../journey/steps/waitStep.ts";
import type { Duration } from "../time/duration.ts";
import type { EventTrigger } from "../trigger/triggers/eventTrigger.ts";

/** Pieces of which the journeys of the gallery are put together. */

export interface Letter {
  readonly subject: string;
  readonly preheader?: string;
  readonly heading: string;
  /** MJML text may hold Liquid. */
  readonly lines: readonly string[];
  readonly button?: readonly [label: string, url: string];
}

const FRAME_TOP = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="24px" color="#1f2933" />
      <mj-button background-color="#0b6e4f" border-radius="6px" font-size="16px" inner-padding="14px 28px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f5f7" width="600px">
    <mj-section padding="24px 0 12px">
      <mj-column>
        <mj-text align="center" font-size="20px" font-weight="700">{{ workspace.name }}</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" border-radius="8px" padding="32px 24px">
      <mj-column>`;

const frameBottom = (marketing: boolean): string => `
      </mj-column>
    </mj-section>
    <mj-section padding="16px 24px 32px">
      <mj-column>
        <mj-text align="center" font-size="12px" line-height="18px" color="#52606d">{{ workspace.name }}${
          marketing
            ? '<br /><a href="{{ message.unsubscribe_url }}" style="color: #52606d">Unsubscribe</a> · <a href="{{ message.preferences_url }}" style="color: #52606d">Preferences</a>'
            : ""
        }</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

function mjmlOf({ heading, lines, button }: Letter, marketing: boolean): string {
  const text = lines.map((line) => `        <mj-text>${line}</mj-text>`);
  const link = button ? [`        <mj-button href="${button[1]}">${button[0]}</mj-button>`] : [];
  return (
    [FRAME_TOP, `        <mj-text font-size="24px" line-height="32px" font-weight="700">${heading}</mj-text>`, ...text, ...link].join("\n") +
    frameBottom(marketing)
  );
}

type Sending = Partial<Pick<SendStep, "name" | "next" | "unsent" | "purpose">>;

/** A mail; a receipt and the like where its purpose says so. */
export function mail(id: string, letter: Letter, { purpose, ...more }: Sending = {}): SendStep {
  const { subject, preheader } = letter;
  const body = { format: "mjml" as const, source: mjmlOf(letter, purpose !== "transactional") };
  return {
    id,
    kind: "send",
    ...more,
    ...(purpose ? { purpose } : {}),
    message: { channel: "email", subject, ...(preheader ? { preheader } : {}), body, onMissing: "skip" },
  };
}

export function delay(id: string, duration: Duration, next: string): DelayStep {
  return { id, kind: "delay", delay: { kind: "for", duration } as DelayStep["delay"], next };
}

/** Until this time of the person's day. */
export function until(id: string, time: string, next: string, weekdays?: readonly number[]): DelayStep {
  return { id, kind: "delay", delay: { kind: "until_time", time, ...(weekdays ? { weekdays } : {}) } as DelayStep["delay"], next };
}

export function waitFor(
  id: string,
  event: string,
  within: Duration,
  ways: { readonly next?: string; readonly timeout?: string; readonly where?: ConditionNode },
): WaitStep {
  const { where, ...leads } = ways;
  return { id, kind: "wait", for: { kind: "event", event, ...(where ? { where } : {}) }, within, ...leads };
}

export function branch(id: string, condition: ConditionNode, yes: string, otherwise?: string, name?: string): BranchStep {
  return { id, kind: "branch", branches: [{ if: condition, next: yes, ...(name ? { name } : {}) }], ...(otherwise ? { else: otherwise } : {}) };
}

export function task(id: string, title: string, notes: string, dueIn: Duration, next?: string): TaskStep {
  return { id, kind: "task", title, notes, dueIn, ...(next ? { next } : {}) };
}

export function on(event: string, where?: ConditionNode): EventTrigger {
  return { kind: "event", event, ...(where ? { where } : {}) } as EventTrigger;
}

export function property(name: string, op: PropertyCondition["op"], value?: PropertyCondition["value"]): PropertyCondition {
  return { kind: "property", name, op, ...(value === undefined ? {} : { value }) } as PropertyCondition;
}

/** The same value as in the entry event: that very cart, order, subscription. */
export function sameAsEntry(name: string): PropertyCondition {
  return property(name, "equals", { from: "entry", name });
}

export function happens(event: string, where?: ConditionNode): ExceptionEvent {
  return { event, ...(where ? { where } : {}) };
}

export const HELLO = "Hello {{ profile.first_name | default: 'there' }},";
