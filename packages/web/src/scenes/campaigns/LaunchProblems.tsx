import type { Problem } from "@beckon/contract";
import { Alert, List } from "@mantine/core";
import { eachOnce } from "../../drafting/eachOnce.ts";
import { Sentence } from "../../ui/Sentence.tsx";

/** What keeps a launch, or is worth a second look before it. */
export function LaunchProblems({ color, title, problems }: { readonly color: string; readonly title: string; readonly problems: readonly Problem[] }) {
  return (
    <Alert color={color} title={title}>
      <List size="sm">
        {eachOnce(problems).map(({ message }) => (
          <List.Item key={message}>
            <Sentence text={message} />
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
