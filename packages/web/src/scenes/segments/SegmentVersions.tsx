import type { SegmentDetail, SegmentVersion } from "@beckon/contract";
import { describeCondition, type SegmentDocument } from "@beckon/core";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { ChangedWords } from "../../ui/ChangedWords.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import type { SegmentDraft } from "./useSegmentDraft.ts";

interface SegmentVersionsProps {
  readonly segment: SegmentDetail;
  readonly draft: SegmentDraft;
  readonly readOnly: boolean;
}

/** Every published version, with what it changed in words. */
export function SegmentVersions({ segment, draft, readOnly }: SegmentVersionsProps) {
  const versions = useRead("listSegmentVersions", { params: { id: segment.id } });
  const restore = ({ version, document }: SegmentVersion) => {
    draft.replace({ ...document, key: draft.document.key });
    sayDone(`Version ${version} is the draft now. Nobody enters or leaves by it before you publish it.`);
  };
  return (
    <Stack gap="lg">
      {segment.hasDraft && segment.live && (
        <Panel title="Draft" lead={`Against version ${segment.version}`}>
          <Differences before={segment.live} after={draft.document} />
        </Panel>
      )}
      <Panel flush>
        <Loaded query={versions}>
          {({ items }) =>
            items.map((version, place) => (
              <Disclosure key={version.version} summary={<Head version={version} isLive={version.version === segment.version} />}>
                {() => (
                  <Stack gap="sm">
                    <Differences before={items[place + 1]?.document} after={version.document} />
                    {!readOnly && (
                      <Group>
                        <Button size="xs" variant="default" onClick={() => restore(version)}>
                          Take it as the draft
                        </Button>
                      </Group>
                    )}
                    <JsonBlock value={version.document} label={`document of version ${version.version}`} />
                  </Stack>
                )}
              </Disclosure>
            ))
          }
        </Loaded>
      </Panel>
    </Stack>
  );
}

function Head({ version, isLive }: { readonly version: SegmentVersion; readonly isLive: boolean }) {
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="xs">
        <Text fw={600} size="sm">
          Version {version.version}
        </Text>
        {isLive && <Badge color="green">Live</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {version.publishedBy}, <Time at={version.publishedAt} />
      </Text>
    </Group>
  );
}

/** What one document says against the one before, in words. */
function Differences({ before, after }: { readonly before: SegmentDocument | undefined; readonly after: SegmentDocument }) {
  const said = PARTS.map(({ title, words }) => ({ title, was: before ? words(before) : words(after), is: words(after) })).filter(
    ({ title, was, is }) => was !== is || (before === undefined && title === "Who is in it"),
  );
  if (said.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing differs.
      </Text>
    );
  return said.map(({ title, was, is }) => (
    <Text key={title} size="sm">
      <strong>{title}:</strong> <ChangedWords before={was} after={is} />
    </Text>
  ));
}

const PARTS: readonly { readonly title: string; readonly words: (document: SegmentDocument) => string }[] = [
  { title: "Name", words: ({ name }) => name },
  { title: "Description", words: ({ description }) => description ?? "" },
  { title: "Who is in it", words: ({ condition }) => (condition ? describeCondition(condition) : "nobody") },
];
