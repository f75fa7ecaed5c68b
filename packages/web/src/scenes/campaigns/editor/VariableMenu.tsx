import { Button, Menu, ScrollArea, Text } from "@mantine/core";
import { Braces } from "lucide-react";
import type { Completion } from "../../../ui/code/liquidCompletion.ts";

/** Values that may be missing get a default, because a message without one is not sent. */
function written({ path }: Completion): string {
  return path.startsWith("profile.") ? `{{ ${path} | default: "" }}` : `{{ ${path} }}`;
}

/** Puts a variable into a text field. */
export function VariableMenu({ variables, onPick }: { readonly variables: readonly Completion[]; readonly onPick: (text: string) => void }) {
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" px="sm" aria-label="Insert a variable">
          <Braces size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={300}>
          {variables.map((variable) => (
            <Menu.Item
              key={variable.path}
              onClick={() => onPick(written(variable))}
              rightSection={
                <Text size="xs" c="dimmed">
                  {variable.detail}
                </Text>
              }
            >
              {variable.path}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
