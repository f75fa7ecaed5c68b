import { Button } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";

interface LastPropertiesProps {
  readonly event: string;
  readonly properties: string;
  readonly onTake: (properties: string) => void;
}

/** Offers the properties of the last event of this name, while none were typed. */
export function LastProperties({ event, properties, onTake }: LastPropertiesProps) {
  const isEmpty = properties.trim() === "" || properties.trim() === "{}";
  const newest = useRead("listEvents", { query: { name: event, limit: 1 } }, { enabled: isEmpty && event !== "" });
  const [last] = newest.data?.items ?? [];
  if (!isEmpty || !last || last.name !== event || Object.keys(last.properties).length === 0) return null;
  return (
    <Button size="compact-xs" variant="subtle" style={{ alignSelf: "flex-start" }} onClick={() => onTake(JSON.stringify(last.properties, null, 2))}>
      Take those of the last one
    </Button>
  );
}
