import type { JsonObject } from "@beckon/core";
import { Text } from "@mantine/core";
import { Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { valueText } from "../../ui/valueText.ts";

export function Attributes({ attributes }: { readonly attributes: JsonObject }) {
  const names = Object.keys(attributes).sort();
  return (
    <Panel title="Attributes">
      {names.length === 0
        ? <Text size="sm" c="dimmed">None yet. An <code>identify</code> call sets them.</Text>
        : <Facts facts={names.map((name) => ({ name, value: valueText(attributes[name] ?? null) }))} />}
    </Panel>
  );
}
