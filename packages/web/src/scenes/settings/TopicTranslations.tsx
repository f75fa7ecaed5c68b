import type { Topic } from "@beckon/core";
import { Button, Popover, Stack, TextInput } from "@mantine/core";
import { Languages } from "lucide-react";
import { languageName } from "../../ui/languageName.ts";

interface TopicTranslationsProps {
  readonly topic: Topic;
  /** Those beside the workspace's first. */
  readonly languages: readonly string[];
  readonly onChange: (translations: Topic["translations"]) => void;
}

/** What recipients read about a topic in the workspace's other languages. */
export function TopicTranslations({ topic, languages, onChange }: TopicTranslationsProps) {
  if (languages.length === 0) return null;
  const translations = topic.translations ?? {};
  const done = languages.filter((language) => translations[language]).length;
  const change = (language: string, part: { readonly name?: string; readonly description?: string }) => {
    const { [language]: before, ...others } = translations;
    const next = { name: before?.name ?? "", description: before?.description, ...part };
    const all = next.name || next.description ? { ...others, [language]: next } : others;
    onChange(Object.keys(all).length > 0 ? all : undefined);
  };
  return (
    <Popover width={320} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Languages size={15} aria-hidden />} aria-label={`${done}/${languages.length} translated: ${topic.name}`}>
          {done}/{languages.length} translated
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="md">
          {languages.map((language) => (
            <Stack key={language} gap="xs">
              <TextInput
                label={`Name in ${languageName(language)}`}
                value={translations[language]?.name ?? ""}
                maxLength={100}
                onChange={(event) => change(language, { name: event.currentTarget.value })}
              />
              <TextInput
                label={`Description in ${languageName(language)}`}
                value={translations[language]?.description ?? ""}
                maxLength={300}
                onChange={(event) => change(language, { description: event.currentTarget.value || undefined })}
              />
            </Stack>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
