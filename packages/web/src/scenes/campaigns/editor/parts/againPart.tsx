import { CLAUSE_WORDS, type CourseDocument, type Reentry } from "@beckon/core";
import { Stack } from "@mantine/core";
import { useProperties } from "../../../../pickers/names.ts";
import { PropertyPicker } from "../../../../pickers/PropertyPicker.tsx";
import { Choice } from "../../../../ui/inputs/Choice.tsx";
import { DurationInput } from "../../../../ui/inputs/DurationInput.tsx";
import type { Part, PartFormProps } from "../part.ts";
import { entryEventOf } from "./triggers/triggerChoices.ts";

export const againPart: Part<CourseDocument> = {
  id: "again",
  lead: () => "again",
  sentence: (document) =>
    `${CLAUSE_WORDS.again(document) ?? "every time it happens"}; ${CLAUSE_WORDS.repeat(document) ?? "if it comes again while one waits, it is ignored"}`,
  isSet: ({ reentry, onRepeat }) => reentry !== undefined || onRepeat !== undefined,
  paths: ["reentry", "onRepeat"],
  Form: AgainForm,
};

const REENTRY = [
  { value: "every_time", label: "Every time" },
  { value: "once", label: "Once ever" },
  { value: "window", label: "Once in a period" },
  { value: "per_key", label: "Once per value of a property", description: "So that two carts count apart" },
] as const;
const REPEAT = [
  { value: "ignore", label: "Ignore it" },
  { value: "restart", label: "Begin the wait anew", description: "They go on when things have been quiet for the whole wait" },
  { value: "enroll", label: "Start a second one beside it" },
] as const;

function newReentry(kind: Reentry["kind"]): Reentry | undefined {
  switch (kind) {
    case "once":
      return { kind };
    case "window":
      return { kind, window: "P7D" };
    case "per_key":
      return { kind, property: "" };
    case "every_time":
      return undefined;
  }
}

function AgainForm({ document, change }: PartFormProps<CourseDocument>) {
  const { reentry } = document;
  const properties = useProperties(entryEventOf(document.trigger));
  return (
    <Stack>
      <Choice
        label="How often one person may enter"
        options={REENTRY}
        value={reentry?.kind ?? "every_time"}
        onChange={(kind) => change({ reentry: newReentry(kind) })}
      />
      {reentry?.kind === "window" && (
        <DurationInput label="Period" value={reentry.window} onChange={(window) => change({ reentry: { kind: "window", window } })} />
      )}
      {reentry?.kind === "per_key" && (
        <PropertyPicker
          label="Property"
          placeholder="cart_id"
          seen={properties}
          value={reentry.property}
          onChange={(property) => change({ reentry: { kind: "per_key", property } })}
        />
      )}
      <Choice
        label="If it happens again while one still waits"
        options={REPEAT}
        value={document.onRepeat ?? "ignore"}
        onChange={(onRepeat) => change({ onRepeat: onRepeat === "ignore" ? undefined : onRepeat })}
      />
    </Stack>
  );
}
