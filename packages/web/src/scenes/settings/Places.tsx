import type { WorkspaceSettings } from "@beckon/contract";
import type { Place } from "@beckon/core";
import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRead } from "../../api/hooks.ts";
import { keyOf } from "../../ui/keyOf.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { SaveBar } from "./SaveBar.tsx";
import classes from "./Topics.module.css";
import { useSettings } from "./useSettings.ts";

export function PlacesSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <Places settings={data.settings} />}</Loaded>;
}

/** `52.5200, 13.4050`, as maps write it when a point is copied. */
const PAIR = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/;

/** Where people can be. */
function Places({ settings }: { readonly settings: WorkspaceSettings }) {
  const form = useSettings(settings, ["places"]);
  const { places } = form.draft;
  const known = new Set(settings.places.map(({ key }) => key));
  const replace = (index: number, place: Place) => form.change({ places: places.map((old, at) => (at === index ? place : old)) });
  return (
    <Stack gap="lg">
      <Panel
        title="Places"
        lead="Shops, stadiums, airports: segments and campaigns ask who was last seen at one. People are where the newest event with a location (context.location) says."
      >
        <Stack gap="sm">
          {places.length === 0 && (
            <Text size="sm" c="dimmed">
              There are no places yet. Copy a point from a map, for example 52.5200, 13.4050, and paste it as the latitude.
            </Text>
          )}
          {places.map((place, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a key that is being typed cannot be the row's identity.
            <Group key={index} gap="sm" align="flex-end" wrap="wrap" className={classes.topic}>
              <TextInput
                label="Name"
                flex="1 1 11rem"
                maxLength={100}
                value={place.name}
                onChange={(event) => {
                  const name = event.currentTarget.value;
                  replace(index, { ...place, name, key: known.has(place.key) ? place.key : keyOf(name) });
                }}
              />
              <TextInput
                label="Key"
                flex="1 1 9rem"
                value={place.key}
                readOnly={known.has(place.key)}
                onChange={(event) => replace(index, { ...place, key: event.currentTarget.value })}
              />
              <Degrees
                label="Latitude"
                most={90}
                value={place.latitude}
                onChange={(latitude) => replace(index, { ...place, latitude })}
                onPair={(latitude, longitude) => replace(index, { ...place, latitude, longitude })}
              />
              <Degrees label="Longitude" most={180} value={place.longitude} onChange={(longitude) => replace(index, { ...place, longitude })} />
              <NumberInput
                label="Radius"
                suffix=" m"
                flex="0 1 9rem"
                min={1}
                max={1_000_000}
                allowDecimal={false}
                clampBehavior="strict"
                value={place.radius}
                onChange={(radius) => typeof radius === "number" && replace(index, { ...place, radius })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Remove the place ${place.name}`}
                onClick={() => {
                  form.change({ places: places.filter((_, at) => at !== index) });
                  undoable(`The place ${place.name || place.key} is taken out; save to make it so.`, () => form.change({ places }));
                }}
              >
                <X size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<Plus size={15} aria-hidden />}
              onClick={() => form.change({ places: [...places, { key: "", name: "", latitude: 0, longitude: 0, radius: 500 }] })}
            >
              Add a place
            </Button>
          </Group>
        </Stack>
      </Panel>
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}

interface DegreesProps {
  readonly label: string;
  readonly most: number;
  readonly value: number;
  readonly onChange: (degrees: number) => void;
  /** Both were pasted at once. */
  readonly onPair?: (latitude: number, longitude: number) => void;
}

function Degrees({ label, most, value, onChange, onPair }: DegreesProps) {
  return (
    <NumberInput
      label={label}
      flex="1 1 8rem"
      min={-most}
      max={most}
      decimalScale={6}
      hideControls
      clampBehavior="strict"
      value={value}
      onChange={(next) => typeof next === "number" && onChange(next)}
      onPaste={(event) => {
        const [, latitude, longitude] = PAIR.exec(event.clipboardData.getData("text")) ?? [];
        if (!onPair || latitude === undefined || longitude === undefined) return;
        event.preventDefault();
        onPair(Number(latitude), Number(longitude));
      }}
    />
  );
}
