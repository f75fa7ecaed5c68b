import type { SplitStep, WinnerRule } from "@beckon/core";
import { NumberInput, Select, Switch } from "@mantine/core";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";

interface WinnerFieldsProps {
  readonly step: SplitStep;
  readonly onChange: (step: SplitStep) => void;
}

const BY: readonly { readonly value: WinnerRule["by"]; readonly label: string }[] = [
  { value: "clicked", label: "most clicks" },
  { value: "opened", label: "most opens" },
  { value: "converted", label: "most who reach the goal" },
];

const AT_FIRST: WinnerRule = { by: "clicked", after: "P3D", atLeast: 100 };

/** Who wins: nobody yet, one that is named, or the one that does best by itself. */
export function WinnerFields({ step, onChange }: WinnerFieldsProps) {
  const { shares, winner, choose } = step;
  const set = (part: { readonly winner?: string | undefined; readonly choose?: WinnerRule | undefined }) => onChange({ ...step, ...part } as SplitStep);
  return (
    <>
      <Select
        label="Winner"
        description="From now on all take this way; empty, people are shared out"
        placeholder="none yet"
        clearable
        data={[...new Set(shares.map(({ name }) => name))].filter((name) => name !== "")}
        value={winner ?? null}
        onChange={(name) => set({ winner: name ?? undefined })}
      />
      <Switch
        label="Find the winner by itself"
        description="Once it is found, all who are new take its way. You can name another at any time"
        checked={choose !== undefined}
        disabled={winner !== undefined && choose === undefined}
        onChange={(event) => set({ choose: event.currentTarget.checked ? AT_FIRST : undefined })}
      />
      {choose && <RuleFields rule={choose} onChange={(rule) => set({ choose: rule })} />}
    </>
  );
}

function RuleFields({ rule, onChange }: { readonly rule: WinnerRule; readonly onChange: (rule: WinnerRule) => void }) {
  const { by, after, atLeast } = rule;
  return (
    <>
      <Select
        label="The best has"
        w="100%"
        maw={280}
        allowDeselect={false}
        data={BY}
        value={by}
        onChange={(value) => onChange({ ...rule, by: BY.find((one) => one.value === value)?.value ?? by })}
      />
      <DurationInput label="Not before" value={after ?? "PT0S"} onChange={(next) => onChange({ ...rule, after: next })} />
      <NumberInput
        label="People each way, at least"
        w="100%"
        maw={280}
        min={1}
        allowDecimal={false}
        value={atLeast ?? ""}
        onChange={(value) => onChange(withAtLeast(rule, typeof value === "number" ? value : undefined))}
      />
    </>
  );
}

function withAtLeast({ atLeast: _before, ...rule }: WinnerRule, atLeast: number | undefined): WinnerRule {
  return atLeast === undefined ? rule : { ...rule, atLeast };
}
