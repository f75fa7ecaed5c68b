import { isObject, type JsonObject } from "@beckon/core";
import { Text } from "@mantine/core";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { valueText } from "../../ui/valueText.ts";

export function Attributes({ attributes }: { readonly attributes: JsonObject }) {
  const facts = factsOf(attributes, "");
  return (
    <Panel title="Attributes">
      {facts.length === 0 ? (
        <Text size="sm" c="dimmed">
          None yet. An <code>identify</code> call sets them.
        </Text>
      ) : (
        <Facts facts={facts} />
      )}
    </Panel>
  );
}

/** Nested values under their dotted names, as conditions and templates call them: `address.city`. */
function factsOf(values: JsonObject, path: string): readonly Fact[] {
  return Object.keys(values)
    .sort()
    .flatMap((name) => {
      const value = values[name] ?? null;
      return isObject(value) && Object.keys(value).length > 0 ? factsOf(value, `${path}${name}.`) : [{ name: `${path}${name}`, value: valueText(value) }];
    });
}
