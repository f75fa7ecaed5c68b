import type { StageChangedTrigger } from "@beckon/core";
import { Group } from "@mantine/core";
import { StagesPicker } from "../../../../../pickers/StagesPicker.tsx";
import type { TriggerFormProps } from "./triggerForm.ts";

/** People move from stage to stage; either side may be left open. */
export function StageChangedForm({ trigger, onChange }: TriggerFormProps<StageChangedTrigger>) {
  const put = (side: "from" | "to", stages: readonly string[]) => {
    const { [side]: _before, ...others } = trigger;
    onChange(stages.length === 0 ? others : { ...others, [side]: stages });
  };
  return (
    <Group align="flex-start" grow preventGrowOverflow={false}>
      <StagesPicker
        label="From"
        description="Left empty: from any, and somebody new"
        placeholder="any stage"
        value={trigger.from ?? []}
        onChange={(from) => put("from", from)}
      />
      <StagesPicker
        label="To"
        description="Who is in it already when the campaign is launched starts nothing"
        placeholder="any stage"
        value={trigger.to ?? []}
        onChange={(to) => put("to", to)}
      />
    </Group>
  );
}
