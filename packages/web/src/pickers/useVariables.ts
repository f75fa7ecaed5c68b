import type { ContentBlockListItem, RegistryAttribute, RegistryProperty } from "@beckon/contract";
import { useRead } from "../api/hooks.ts";
import type { LiquidVariable } from "../ui/code/liquidCompletion.ts";
import { valueText } from "../ui/valueText.ts";
import { typeWord, useAttributes, useProperties } from "./names.ts";

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

const BLOCKS_OFFERED = 200;

/** Variables that a message can use: those, the properties of the event that starts it, the attributes seen on people, and content blocks. */
export function useVariables(event: string): readonly LiquidVariable[] {
  const properties = useProperties(event);
  const attributes = useAttributes();
  const blocks = useRead("listContentBlocks", { query: { limit: BLOCKS_OFFERED } }).data?.items ?? [];
  const seen = [...properties.map((property) => seenVariable("event", property)), ...attributes.map(attributeVariable)];
  const paths = new Set(seen.map(({ path }) => path));
  return [...seen, ...ALWAYS.filter(({ path }) => !paths.has(path)), ...blocks.filter(({ version }) => version > 0).map(blockVariable)];
}

function blockVariable({ name, description }: ContentBlockListItem): LiquidVariable {
  return { path: `content_blocks.\${${name}}`, detail: "content block", does: description ?? undefined };
}

function attributeVariable(attribute: RegistryAttribute): LiquidVariable {
  const variable = seenVariable("profile", attribute);
  return attribute.computed === null ? variable : { ...variable, detail: `computed ${variable.detail ?? ""}`, does: attribute.computed };
}

function seenVariable(root: "event" | "profile", property: RegistryProperty): LiquidVariable {
  const example = property.examples[0] && valueText(property.examples[0].value);
  const short = example && example.length > LONGEST_EXAMPLE ? `${example.slice(0, LONGEST_EXAMPLE)}…` : example;
  // What is no name to Liquid is written in brackets.
  const path = /^[A-Za-z_][\w.-]*$/.test(property.name) ? `${root}.${property.name}` : `${root}[${JSON.stringify(property.name)}]`;
  return { path, detail: typeWord(property) || undefined, example: short };
}
