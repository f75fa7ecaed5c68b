import type { RegistryProperty } from "@beckon/contract";
import type { CampaignDocument } from "@beckon/core";
import { mainType, useAttributes, useProperties } from "../../../pickers/names.ts";
import type { LiquidVariable } from "../../../ui/code/liquidCompletion.ts";
import { valueText } from "../../../ui/valueText.ts";
import { entryEventOf } from "./parts/triggers/triggerChoices.ts";

/** What every message has, whoever it goes to. */
const ALWAYS: readonly LiquidVariable[] = [
  { path: "profile.first_name", detail: "text" },
  { path: "profile.last_name", detail: "text" },
  { path: "profile.email", detail: "text" },
  { path: "profile.id", detail: "text" },
  { path: "event.name", detail: "text" },
  { path: "event.time", detail: "date" },
  { path: "event.properties", detail: "all of them" },
  { path: "workspace.name", detail: "text" },
  { path: "workspace.address", detail: "text" },
  { path: "workspace.logo_url", detail: "link" },
  { path: "campaign.name", detail: "text" },
  { path: "campaign.key", detail: "text" },
  { path: "message.unsubscribe_url", detail: "link" },
  { path: "message.preferences_url", detail: "link" },
  { path: "message.confirm_url", detail: "link" },
  { path: "message.view_in_browser_url", detail: "link" },
];

const LONGEST_EXAMPLE = 60;

/** Variables that the campaign's message can use: those, the event's properties, the attributes seen on people. */
export function useVariables(document: CampaignDocument): readonly LiquidVariable[] {
  const properties = useProperties(entryEventOf(document.trigger));
  const attributes = useAttributes();
  const seen = [...properties.map((property) => seenVariable("event", property)), ...attributes.map((attribute) => seenVariable("profile", attribute))];
  const paths = new Set(seen.map(({ path }) => path));
  return [...seen, ...ALWAYS.filter(({ path }) => !paths.has(path))];
}

function seenVariable(root: "event" | "profile", property: RegistryProperty): LiquidVariable {
  const example = property.examples[0] && valueText(property.examples[0].value);
  const short = example && example.length > LONGEST_EXAMPLE ? `${example.slice(0, LONGEST_EXAMPLE)}…` : example;
  // What is no name to Liquid is written in brackets.
  const path = /^[A-Za-z_][\w.-]*$/.test(property.name) ? `${root}.${property.name}` : `${root}[${JSON.stringify(property.name)}]`;
  return { path, detail: mainType(property), example: short };
}
