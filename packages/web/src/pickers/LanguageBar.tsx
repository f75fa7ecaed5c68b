import { Button, Group, Menu, SegmentedControl, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { useRead } from "../api/hooks.ts";
import { languageName } from "../ui/languageName.ts";

interface LanguageBarProps {
  /** The languages that have a text of their own beside the default. */
  readonly written: readonly string[];
  /** The one that is written now; null for the default. */
  readonly shown: string | null;
  readonly onShow: (language: string | null) => void;
  readonly onAdd: (language: string) => void;
  readonly onRemove: (language: string) => void;
}

const DEFAULT = "";

/** The languages of a text as tabs. Nothing while the workspace has one language. */
export function LanguageBar({ written, shown, onShow, onAdd, onRemove }: LanguageBarProps) {
  const languages = useRead("getWorkspace").data?.settings.languages ?? [];
  const missing = languages.slice(1).filter((tag) => !written.includes(tag));
  const first = languages[0];
  if (written.length === 0 && missing.length === 0) return null;
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Language of the text"
          data={[
            { value: DEFAULT, label: first ? `${languageName(first)} (default)` : "Default" },
            ...written.map((tag) => ({ value: tag, label: languageName(tag) })),
          ]}
          value={shown ?? DEFAULT}
          onChange={(tag) => onShow(tag === DEFAULT ? null : tag)}
        />
        {missing.length > 0 && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button size="compact-sm" variant="default" leftSection={<Plus size={14} aria-hidden />}>
                Add a language
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {missing.map((tag) => (
                <Menu.Item key={tag} onClick={() => onAdd(tag)}>
                  {languageName(tag)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {shown !== null && (
          <Button size="compact-sm" variant="subtle" onClick={() => onRemove(shown)}>
            Remove {languageName(shown)}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {shown === null
          ? `For everybody whose language has no text of its own${missing.length > 0 ? `, now also ${missing.map(languageName).join(", ")}` : ""}.`
          : `For readers of ${languageName(shown)}. A regional variant without a text of its own gets this one.`}
      </Text>
    </Stack>
  );
}
