import { JsonInput, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { ProfilePicker } from "../../pickers/ProfilePicker.tsx";
import { objectOf, type PersonDraft } from "./testRunForm.ts";

interface TestPersonFormProps {
  readonly person: PersonDraft;
  readonly change: (part: Partial<PersonDraft>) => void;
}

const KINDS = [
  { value: "made_up", label: "Somebody made up" },
  { value: "real", label: "A real person" },
];

/** Who goes through it. */
export function TestPersonForm({ person, change }: TestPersonFormProps) {
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Who"
        data={KINDS}
        value={person.kind}
        onChange={(kind) => change({ kind: kind as PersonDraft["kind"] })}
        style={{ alignSelf: "flex-start" }}
      />
      {person.kind === "real" ? (
        <ProfilePicker label="Person" placeholder="Name or mail address" value={person.profileId} onChange={(profileId) => change({ profileId })} />
      ) : (
        <>
          <TextInput
            label="Mail address"
            description="Empty: somebody who has none"
            type="email"
            value={person.email}
            onChange={(event) => change({ email: event.currentTarget.value })}
          />
          <JsonInput
            label="Attributes"
            description='With "timezone" the times are theirs: {"timezone": "Europe/Berlin"}'
            autosize
            minRows={3}
            maxRows={12}
            value={person.attributes}
            onChange={(attributes) => change({ attributes })}
            error={objectOf(person.attributes) ? undefined : 'Not a JSON object, for example {"first_name": "Ann"}'}
          />
        </>
      )}
    </Stack>
  );
}
