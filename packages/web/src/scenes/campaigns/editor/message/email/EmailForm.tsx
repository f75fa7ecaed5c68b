import type { EmailMessage, EmailWording } from "@beckon/core";
import { Group, Stack, TextInput } from "@mantine/core";
import { useRead } from "../../../../../api/hooks.ts";
import { LanguageBar } from "../../../../../pickers/LanguageBar.tsx";
import { useVariables } from "../../../../../pickers/useVariables.ts";
import { Disclosure } from "../../../../../ui/Disclosure.tsx";
import { Choice } from "../../../../../ui/inputs/Choice.tsx";
import { entryEventOf } from "../../parts/triggers/triggerChoices.ts";
import { useProblems } from "../../useProblems.ts";
import { useMessageDesk } from "../MessageDesk.tsx";
import type { MessageFormProps } from "../messageEditing.ts";
import { WordingForm } from "./WordingForm.tsx";

const ON_MISSING = [
  { value: "skip", label: "Do not send", description: "Better no mail than “Hello ,”" },
  { value: "send", label: "Send with nothing in its place" },
] as const;

/** What the mail says in each language, and who it comes from. */
export function EmailForm({ document, message, onChange }: MessageFormProps<EmailMessage>) {
  const variables = useVariables(entryEventOf(document.trigger));
  const problems = useProblems(document, []);
  const { language, showLanguage } = useMessageDesk();
  const set = (part: Partial<EmailMessage>) => onChange({ ...message, ...part });
  const { translations = {} } = message;
  const translation = language === null ? undefined : translations[language];
  const setTranslation = (tag: string, wording: EmailWording) => set({ translations: { ...translations, [tag]: wording } });
  return (
    <Stack>
      <LanguageBar
        written={Object.keys(translations)}
        shown={translation ? language : null}
        onShow={showLanguage}
        onAdd={(tag) => {
          // One begins with the default text, so that only words are left to be changed.
          const { subject, preheader, body, text } = message;
          setTranslation(tag, { subject, preheader, body, text });
          showLanguage(tag);
        }}
        onRemove={(tag) => {
          const { [tag]: _removed, ...others } = translations;
          set({ translations: Object.keys(others).length === 0 ? undefined : others });
          showLanguage(null);
        }}
      />
      <WordingForm
        // A language has fields of its own: undo in one never brings another's text.
        key={translation ? language : "default"}
        wording={translation ?? message}
        onChange={(part) => (translation && language !== null ? setTranslation(language, { ...translation, ...part }) : set(part))}
        variables={variables}
        problems={problems}
        path={translation ? `message.translations.${language}` : "message"}
      />
      <Disclosure summary="Sender, missing values">{() => <MoreOfMessage message={message} set={set} />}</Disclosure>
    </Stack>
  );
}

function MoreOfMessage({ message, set }: { readonly message: EmailMessage; readonly set: (part: Partial<EmailMessage>) => void }) {
  const sender = useRead("getWorkspace").data?.settings.sender;
  const from = (part: { name?: string; email?: string }) => {
    const next = { email: message.from?.email ?? "", name: message.from?.name, ...part };
    set({ from: next.email || next.name ? { email: next.email, name: next.name || undefined } : undefined });
  };
  return (
    <Stack>
      <Group gap="sm" align="flex-start">
        <TextInput
          label="From: name"
          placeholder={sender?.name ?? ""}
          w={200}
          value={message.from?.name ?? ""}
          onChange={(event) => from({ name: event.currentTarget.value })}
        />
        <TextInput
          label="From: address"
          type="email"
          placeholder={sender?.email ?? "the workspace's sender"}
          w={240}
          value={message.from?.email ?? ""}
          onChange={(event) => from({ email: event.currentTarget.value })}
        />
        <TextInput
          label="Replies go to"
          type="email"
          placeholder={sender?.replyTo ?? "the sender"}
          w={240}
          value={message.replyTo ?? ""}
          onChange={(event) => set({ replyTo: event.currentTarget.value || undefined })}
        />
      </Group>
      <Choice
        label="A variable without a value and without a default"
        options={ON_MISSING}
        value={message.onMissing ?? "skip"}
        onChange={(onMissing) => set({ onMissing: onMissing === "skip" ? undefined : onMissing })}
      />
    </Stack>
  );
}
