import type { CampaignDocument } from "@beckon/core";
import { mainType, useAttributes, useProperties } from "../../../pickers/names.ts";
import type { Completion } from "../../../ui/code/liquidCompletion.ts";
import { entryEventOf } from "./parts/triggers/triggerChoices.ts";

/** What every message has, whoever it goes to. */
const ALWAYS: readonly Completion[] = [
  { path: "profile.first_name", detail: "text" },
  { path: "profile.email", detail: "text" },
  { path: "event.name", detail: "text" },
  { path: "event.time", detail: "date" },
  { path: "workspace.name", detail: "text" },
  { path: "campaign.name", detail: "text" },
  { path: "message.unsubscribe_url", detail: "link" },
  { path: "message.preferences_url", detail: "link" },
  { path: "message.view_in_browser_url", detail: "link" },
];

/** Variables that the campaign's mail can use: those, the event's properties, the attributes seen on people. */
export function useVariables(document: CampaignDocument): readonly Completion[] {
  const properties = useProperties(entryEventOf(document.trigger));
  const attributes = useAttributes();
  const seen = [
    ...properties.map((property) => ({ path: `event.${property.name}`, detail: mainType(property) })),
    ...attributes.map((attribute) => ({ path: `profile.${attribute.name}`, detail: mainType(attribute) })),
  ];
  const paths = new Set(seen.map(({ path }) => path));
  return [...seen, ...ALWAYS.filter(({ path }) => !paths.has(path))];
}
