import type { ContentBlockDetail, Problem } from "@beckon/contract";
import type { ContentBlock, JsonObject } from "@beckon/core";
import { Alert, Grid, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useRead } from "../../api/hooks.ts";
import { LanguageBar } from "../../pickers/LanguageBar.tsx";
import { useVariables } from "../../pickers/useVariables.ts";
import { CodeEditor } from "../../ui/CodeEditor.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { languageName } from "../../ui/languageName.ts";
import { Panel } from "../../ui/Panel.tsx";
import { undoable } from "../../ui/undoable.tsx";
import { BlockPreview } from "./BlockPreview.tsx";
import { BLOCK_FORMATS } from "./formats.ts";
import { UsesPanel } from "./UsesPanel.tsx";
import type { BlockDraft, Change } from "./useBlockDraft.ts";
import { VersionsPanel } from "./VersionsPanel.tsx";

interface BlockEditorProps {
  readonly draft: BlockDraft;
  /** Null for one that is still to be made. */
  readonly block: ContentBlockDetail | null;
  readonly readOnly: boolean;
}

/** What the block says in each language, beside how it looks and who uses it. */
export function BlockEditor({ draft, block, readOnly }: BlockEditorProps) {
  const [language, setLanguage] = useState<string | null>(null);
  const { document, change, error } = draft;
  return (
    <>
      {error && <ErrorNote error={error} title="Not saved" />}
      <Grid gap="lg" mt={error ? "md" : undefined}>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack>
            <Panel title="Block">
              <Names document={document} block={block} change={change} readOnly={readOnly} />
            </Panel>
            <Panel title="Text">
              <Wording document={document} change={change} language={language} setLanguage={setLanguage} readOnly={readOnly} />
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack>
            <BlockPreview document={document} language={language} />
            {block && <UsesPanel block={block} />}
            {block && block.version > 0 && <VersionsPanel block={block} draft={draft} readOnly={readOnly} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

interface PartProps {
  readonly document: ContentBlock;
  readonly change: Change;
  readonly readOnly: boolean;
}

function Names({ document, block, change, readOnly }: PartProps & { readonly block: ContentBlockDetail | null }) {
  const isUsed = block !== null && block.uses.length > 0;
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        description={isUsed ? "Fixed while messages name it" : "Messages name it by this: a letter, then letters, digits, _ and -"}
        placeholder="footer"
        maxLength={64}
        readOnly={readOnly || isUsed}
        value={document.name}
        onChange={(event) => change({ name: event.currentTarget.value.replace(/\s+/g, "-") })}
      />
      <TextInput
        label="Description"
        placeholder="For colleagues: what it is for"
        maxLength={500}
        readOnly={readOnly}
        value={document.description ?? ""}
        onChange={(event) => change({ description: event.currentTarget.value || undefined })}
      />
      {block && (
        <Group gap="xs">
          <Text size="sm">
            In a message: <code>{block.tag}</code>
          </Text>
          <CopyButton value={block.tag} label="Copy" />
        </Group>
      )}
    </Stack>
  );
}

interface WordingProps extends PartProps {
  readonly language: string | null;
  readonly setLanguage: (language: string | null) => void;
}

function Wording({ document, change, language, setLanguage, readOnly }: WordingProps) {
  const { format, source, translations = {} } = document;
  const problems = useBlockProblems(document);
  const variables = useVariables("");
  const translation = language === null ? undefined : translations[language];
  const setTranslation = (tag: string, text: string) => change({ translations: { ...translations, [tag]: { source: text } } });
  const path = translation ? `translations.${language}.source` : "source";
  return (
    <Stack gap="sm">
      <div>
        <SegmentedControl
          size="xs"
          aria-label="Format of the block"
          data={BLOCK_FORMATS.map(({ value, label }) => ({ value, label }))}
          value={format}
          disabled={readOnly}
          onChange={(next) => change({ format: next as ContentBlock["format"] })}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {BLOCK_FORMATS.find(({ value }) => value === format)?.fits}
        </Text>
      </div>
      <LanguageBar
        written={Object.keys(translations)}
        shown={translation ? language : null}
        onShow={setLanguage}
        onAdd={(tag) => {
          // One begins with the default text, so that only words are left to be changed.
          setTranslation(tag, source);
          setLanguage(tag);
        }}
        onRemove={(tag) => {
          const { [tag]: removed, ...others } = translations;
          change({ translations: Object.keys(others).length === 0 ? undefined : others });
          setLanguage(null);
          undoable(`The text in ${languageName(tag)} is removed.`, () =>
            change((now) => ({ translations: { ...now.translations, ...(removed && { [tag]: removed }) } })),
          );
        }}
      />
      <CodeEditor
        // A language has a field of its own: undo in one never brings another's text.
        key={translation ? language : "default"}
        label="Source"
        description="Type {{ for variables and other blocks, | for filters, {% for conditions and loops"
        language={format === "text" ? "liquid" : format}
        value={translation?.source ?? source}
        onChange={(text) => (translation && language !== null ? setTranslation(language, text) : change({ source: text }))}
        minHeight={220}
        readOnly={readOnly}
        variables={variables}
        problems={problems.filter((problem) => problem.path === path)}
      />
      {problems
        .filter(({ severity }) => severity === "error")
        .map((problem) => (
          <Alert key={`${problem.path} ${problem.message}`} color="red" p="xs">
            <Text size="sm">{problem.message}</Text>
          </Alert>
        ))}
    </Stack>
  );
}

const TYPING_PAUSE_MS = 350;

/** What is wrong with the block as it stands, a moment after the typing pauses. */
function useBlockProblems(document: ContentBlock): readonly Problem[] {
  const [settled] = useDebouncedValue(document, TYPING_PAUSE_MS);
  const begun = settled.name !== "" && settled.source !== "";
  return useRead("checkContentBlock", { body: { document: settled as unknown as JsonObject } }, { keep: true, enabled: begun }).data?.problems ?? [];
}
