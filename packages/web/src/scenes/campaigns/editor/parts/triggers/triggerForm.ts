import type { TriggerNode } from "@beckon/core";

/** What the form of every kind of trigger is given. */
export interface TriggerFormProps<T extends TriggerNode> {
  readonly trigger: T;
  readonly onChange: (trigger: TriggerNode) => void;
}
