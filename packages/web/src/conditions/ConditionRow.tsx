import { type ConditionNode, describeCondition } from "@beckon/core";
import { Text } from "@mantine/core";
import type { ConditionRowProps } from "./conditionForm.ts";
import { conditionFormOf } from "./kinds.ts";

/** One condition, written as a sentence. A kind that has no form here is shown in words and left as it is. */
export function ConditionRow({ condition, onChange, path }: ConditionRowProps<ConditionNode>) {
  const form = conditionFormOf(condition);
  if (!form) return <Text size="sm">{describeCondition(condition)}</Text>;
  return <form.Row condition={condition} onChange={onChange} path={path} />;
}
