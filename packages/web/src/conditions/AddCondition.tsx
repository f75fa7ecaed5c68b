import type { AnyCondition, ConditionNode } from "@beckon/core";
import { Button, Group, Menu, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { Fragment } from "react";
import { CONDITION_GROUPS } from "./conditionForm.ts";
import { CONDITION_FORMS } from "./kinds.ts";
import { useConditionScope } from "./scope.ts";

interface AddConditionProps {
  readonly withGroup: boolean;
  readonly onAdd: (node: ConditionNode) => void;
}

/** The picker of conditions, under headings by what they are about. Where only one kind makes sense, a press adds it. */
export function AddCondition({ withGroup, onAdd }: AddConditionProps) {
  const scope = useConditionScope();
  const forms = CONDITION_FORMS.filter(({ isOffered }) => isOffered(scope));
  const offers = forms.flatMap((form) => form.offers);
  const [first] = offers;
  const button = (onClick?: () => void) => (
    <Button size="xs" variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={onClick}>
      Add a condition
    </Button>
  );
  if (!withGroup && first && offers.length === 1) return <Group>{button(() => onAdd(first.begin()))}</Group>;
  return (
    <Group>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>{button()}</Menu.Target>
        <Menu.Dropdown mah="min(70vh, 34rem)" style={{ overflowY: "auto" }}>
          {CONDITION_GROUPS.map((group) => ({ group, offered: forms.filter((form) => form.group === group).flatMap((form) => form.offers) }))
            .filter(({ offered }) => offered.length > 0)
            .map(({ group, offered }) => (
              <Fragment key={group}>
                <Menu.Label>{group}</Menu.Label>
                {offered.map(({ label, hint, begin }) => (
                  <Menu.Item key={label} onClick={() => onAdd(begin())}>
                    {label}
                    <Hint>{hint}</Hint>
                  </Menu.Item>
                ))}
              </Fragment>
            ))}
          {withGroup && first && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => onAdd({ kind: "any", conditions: [first.begin()] } satisfies AnyCondition as AnyCondition)}>
                A group<Hint>all, any or none of several conditions</Hint>
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function Hint({ children }: { readonly children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}
