import { type StepNode, stepKindOf, stepTitle } from "@beckon/core";
import { ActionIcon, Menu, ScrollArea, Text } from "@mantine/core";
import { ClipboardPaste, CornerDownRight, Flag, Plus } from "lucide-react";
import { useJourneyDesk } from "./journeyDesk.ts";
import { STEP_EDITINGS } from "./steps/kinds.ts";
import { leadsTo, led, type WayPlace } from "./stepWays.ts";
import classes from "./WayMenu.module.css";

const OFFERED_HEIGHT = 420;

/** What can be put into a way, and where else it can lead. */
export function WayMenu({ place, label }: { readonly place: WayPlace; readonly label: string }) {
  const { document, edits, copied } = useJourneyDesk();
  const { steps } = document;
  const to = leadsTo(steps, place);
  return (
    <Menu position="bottom" width={340} shadow="md">
      <Menu.Target>
        <ActionIcon className={classes.plus} variant="default" radius="xl" size={24} aria-label={label} title="Add a step">
          <Plus size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={OFFERED_HEIGHT} type="auto">
          <Menu.Label>Add a step</Menu.Label>
          {STEP_EDITINGS.filter((editing) => to === undefined || mayFollow(editing.blank())).map(({ kind, icon: Icon }) => {
            const { title, description } = stepKindOf({ id: "", kind }).schema;
            return (
              <Menu.Item key={kind} leftSection={<Icon size={16} aria-hidden />} onClick={() => edits.insert(place, kind)}>
                <Text size="sm" fw={600} component="span">
                  {title}
                </Text>
                <Text size="xs" c="dimmed" component="span" display="block">
                  {description}
                </Text>
              </Menu.Item>
            );
          })}
          {copied && (to === undefined || mayFollow(copied)) && (
            <Menu.Item leftSection={<ClipboardPaste size={16} aria-hidden />} onClick={() => edits.paste(place)}>
              Paste “{stepTitle(copied)}”
            </Menu.Item>
          )}
          <ElsewhereItems place={place} to={to} />
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A way leads to a step that is there already, or to the end. The way in leads to the first step always. */
function ElsewhereItems({ place, to }: { readonly place: WayPlace; readonly to: string | undefined }) {
  const { document, edits } = useJourneyDesk();
  const { steps } = document;
  if (place.from === null) return null;
  const targets = steps.filter(({ id }) => id !== to && id !== place.from);
  const mayEnd = to !== undefined && leadsTo(led(steps, place, undefined), place) === undefined;
  return (
    <>
      {(targets.length > 0 || mayEnd) && <Menu.Label>Or let it lead elsewhere</Menu.Label>}
      {mayEnd && (
        <Menu.Item leftSection={<Flag size={16} aria-hidden />} onClick={() => edits.lead(place, undefined)}>
          End here
        </Menu.Item>
      )}
      {targets.map((step) => (
        <Menu.Item key={step.id} leftSection={<CornerDownRight size={16} aria-hidden />} onClick={() => edits.lead(place, step.id)}>
          Go to “{stepTitle(step)}”
        </Menu.Item>
      ))}
    </>
  );
}

/** A step without a way out can only stand at an end. */
function mayFollow(step: Omit<StepNode, "id">): boolean {
  const whole = { ...step, id: "" };
  return stepKindOf(whole).ways(whole).length > 0;
}
