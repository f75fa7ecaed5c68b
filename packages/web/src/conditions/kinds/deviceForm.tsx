import type { DeviceCondition } from "@beckon/core";
import { MultiSelect } from "@mantine/core";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const deviceForm: ConditionForm<DeviceCondition> = {
  kind: "device",
  group: "Who they are",
  offers: [{ label: "Device", hint: "the one they used last", begin: () => ({ kind: "device", type: ["phone"] }) as DeviceCondition }],
  isOffered: aboutPerson,
  Row: DeviceRow,
};

const TYPES = [
  { value: "phone", label: "a phone" },
  { value: "tablet", label: "a tablet" },
  { value: "computer", label: "a computer" },
  { value: "other", label: "something else" },
];
const SYSTEMS = [
  { value: "ios", label: "iOS" },
  { value: "android", label: "Android" },
  { value: "windows", label: "Windows" },
  { value: "macos", label: "macOS" },
  { value: "linux", label: "Linux" },
];

function DeviceRow({ condition, onChange }: ConditionRowProps<DeviceCondition>) {
  const { type = [], os = [] } = condition;
  const set = (types: readonly string[], systems: readonly string[]) =>
    onChange({ kind: "device", ...(types.length > 0 ? { type: types } : {}), ...(systems.length > 0 ? { os: systems } : {}) } as DeviceCondition);
  return (
    <div className={classes.row}>
      <span className={classes.about}>the last device is</span>
      <MultiSelect
        aria-label="Type of device"
        placeholder={type.length === 0 ? "any" : undefined}
        className={classes.many}
        data={TYPES}
        value={[...type]}
        onChange={(types) => set(types, os)}
      />
      <span className={classes.about}>with</span>
      <MultiSelect
        aria-label="System"
        placeholder={os.length === 0 ? "any system" : undefined}
        className={classes.many}
        data={SYSTEMS}
        value={[...os]}
        onChange={(systems) => set(type, systems)}
      />
    </div>
  );
}
