import { Badge, Group, Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { sentenceOf } from "../../conditions/sentenceOf.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";

/** What was published, newest first. */
export function StagesVersions({ live }: { readonly live: number }) {
  const versions = useRead("listStagesVersions", {});
  return (
    <Panel flush>
      <Loaded query={versions}>
        {({ items }) =>
          items.map(({ version, publishedAt, publishedBy, stages }) => (
            <Disclosure
              key={version}
              summary={
                <Group gap="sm">
                  <Text size="sm" fw={600}>
                    Version {version}
                  </Text>
                  {version === live && <Badge color="green">Live</Badge>}
                  <Text size="sm" c="dimmed">
                    by {publishedBy}, <Time at={publishedAt} />
                  </Text>
                </Group>
              }
            >
              {() =>
                stages.map(({ key, name, enter, stay }) => (
                  <Text key={key} size="sm" mb="xs">
                    <Text span inherit fw={600}>
                      {name}:
                    </Text>{" "}
                    {enter ? sentenceOf(enter) : "everybody else."}
                    {stay && ` Stays: ${sentenceOf(stay)}`}
                  </Text>
                ))
              }
            </Disclosure>
          ))
        }
      </Loaded>
    </Panel>
  );
}
