import type { LanguageCondition } from "@beckon/core";
import { TagsInput } from "@mantine/core";
import { languageName } from "../../ui/languageName.ts";
import classes from "../ConditionEditor.module.css";
import { aboutPerson, type ConditionForm, type ConditionRowProps } from "../conditionForm.ts";

export const languageForm: ConditionForm<LanguageCondition> = {
  kind: "language",
  group: "Who they are",
  offers: [
    { label: "Language", hint: "what they chose, or their browser speaks", begin: () => ({ kind: "language", in: [] as string[] }) as LanguageCondition },
  ],
  isOffered: aboutPerson,
  Row: LanguageRow,
};

/** Those most often needed; any other tag may be typed. */
const OFFERED = [
  "ar",
  "cs",
  "da",
  "de",
  "de-AT",
  "de-CH",
  "en",
  "en-GB",
  "en-US",
  "es",
  "fi",
  "fr",
  "hu",
  "it",
  "ja",
  "ko",
  "nl",
  "no",
  "pl",
  "pt",
  "pt-BR",
  "ro",
  "ru",
  "sv",
  "tr",
  "uk",
  "zh",
];

function LanguageRow({ condition, onChange }: ConditionRowProps<LanguageCondition>) {
  return (
    <div className={classes.row}>
      <span className={classes.about}>the person's language is</span>
      <TagsInput
        aria-label="Languages"
        placeholder={condition.in.length === 0 ? "languages" : undefined}
        className={classes.many}
        data={OFFERED}
        renderOption={({ option }) => `${languageName(option.value)} (${option.value})`}
        filter={({ options, search }) => options.filter((option) => "value" in option && fits(option.value, search))}
        value={[...condition.in]}
        onChange={(tags) => onChange({ kind: "language", in: tags })}
      />
    </div>
  );
}

function fits(tag: string, search: string): boolean {
  return `${tag} ${languageName(tag)}`.toLowerCase().includes(search.trim().toLowerCase());
}
