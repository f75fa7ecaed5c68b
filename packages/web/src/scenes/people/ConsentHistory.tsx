import { Text } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { fullTime } from "../../ui/time.ts";

/** Who said what about consent, when, and by which way it came. */
export function ConsentHistory({ profileId }: { readonly profileId: string }) {
  return <Disclosure summary={<Text size="sm">History</Text>}>{() => <Words profileId={profileId} />}</Disclosure>;
}

function Words({ profileId }: { readonly profileId: string }) {
  const history = useRead("getConsentHistory", { params: { id: profileId } });
  return (
    <Loaded query={history}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing was ever said.
          </Text>
        ) : (
          <Facts
            facts={items.map((said) => ({
              name: fullTime(Date.parse(said.at)),
              value: `${said.name}: ${said.state}, by ${said.by ?? said.source}`,
            }))}
          />
        )
      }
    </Loaded>
  );
}
