import { COLUMNS_MAX } from "@beckon/contract";
import { Button, MultiSelect, Popover } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { useChange } from "../../api/hooks.ts";
import { useAttributes } from "../../pickers/names.ts";
import { sayError } from "../../ui/say.ts";

/** Which columns the list has beside the fixed ones; remembered for the user. */
export function ColumnsMenu({ columns }: { readonly columns: readonly string[] }) {
  const attributes = useAttributes();
  const change = useChange("setPeopleColumns", ["getPeopleColumns"]);
  return (
    <Popover position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <MultiSelect
          label="Columns"
          description="Beside the person and when they were seen"
          w="min(20rem, 75vw)"
          searchable
          maxValues={COLUMNS_MAX}
          comboboxProps={{ withinPortal: false }}
          clearButtonProps={{ "aria-label": "Choose none" }}
          value={[...columns]}
          onChange={(next) => change.mutate({ body: { columns: next } }, { onError: (error) => sayError(error) })}
          data={[{ value: "event_count", label: "Number of events" }, ...attributes.map(({ name }) => ({ value: name, label: name }))]}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
