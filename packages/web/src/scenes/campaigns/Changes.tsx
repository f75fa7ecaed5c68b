import type { CampaignDocument, Difference, Json } from "@beckon/core";
import { diffDocuments } from "@beckon/core";
import { Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import marks from "../../ui/ChangedWords.module.css";
import { ChangedWords } from "../../ui/ChangedWords.tsx";
import { CodeText } from "../../ui/CodeText.tsx";
import classes from "./Changes.module.css";
import type { Part } from "./editor/part.ts";
import { PARTS } from "./editor/parts/parts.ts";

/** What one document changes against another: clause by clause in the words of the sentence, and line by line in the message. */
export function Changes({ before, after }: { readonly before: CampaignDocument; readonly after: CampaignDocument }) {
  const topics = useRead("getWorkspace").data?.settings.topics ?? [];
  const said = PARTS.map((part) => ({ part, was: part.sentence(before, topics), is: part.sentence(after, topics) })).filter(({ was, is }) => was !== is);
  const rest = diffDocuments(before as unknown as Json, after as unknown as Json).filter(
    (difference) => difference.lines !== undefined || !said.some(({ part }) => concerns(part, difference)),
  );
  if (said.length + rest.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing differs.
      </Text>
    );
  return (
    <Stack gap="sm">
      {said.map(({ part, was, is }) => (
        <Text key={part.id} size="sm">
          <strong>{part.lead(after)}</strong> <ChangedWords before={was} after={is} />
        </Text>
      ))}
      {rest.map((difference) => (
        <Rest key={difference.path} difference={difference} />
      ))}
    </Stack>
  );
}

function concerns(part: Part, { path }: Difference): boolean {
  return part.paths.some((own) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`));
}

function Rest({ difference: { path, sentence, before, after, lines } }: { readonly difference: Difference }) {
  if (lines)
    return (
      <div>
        <Text size="sm">{sentence}</Text>
        <CodeText label={`Lines of ${path} that differ`} className={classes.lines}>
          {lines
            .filter(({ sign }) => sign !== " ")
            .map(({ sign, text }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text that stands still.
              <div key={place} className={sign === "+" ? marks.added : marks.removed}>
                {sign} {text}
              </div>
            ))}
        </CodeText>
      </div>
    );
  if (typeof before === "string" && typeof after === "string")
    return (
      <Text size="sm">
        <strong>{path}</strong> <ChangedWords before={before} after={after} />
      </Text>
    );
  return <Text size="sm">{sentence}</Text>;
}
