import type { ProfileDetail } from "@beckon/contract";
import { Badge, Group, Stack, Text } from "@mantine/core";
import { Breakable } from "../../ui/Breakable.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { type Fact, Facts } from "../../ui/Facts.tsx";
import { identifierName } from "../../ui/identifierName.ts";
import { Panel } from "../../ui/Panel.tsx";
import { Time } from "../../ui/Time.tsx";

const ZONE_FROM: { readonly [from in ProfileDetail["timeZone"]["from"]]: string } = {
  attribute: "set on the profile",
  activity: "from their last activity",
  country: "from their country",
  workspace: "the workspace's",
};

/** All names of a person, whether they are here now, and where their clock stands. */
export function Identity({ profile }: { readonly profile: ProfileDetail }) {
  const facts: Fact[] = [
    ...profile.identifiers.map((identifier, index) => ({ name: nameOf(profile, index), value: <Identifier {...identifier} /> })),
    {
      name: "Session",
      value: profile.session ? (
        <>
          <Badge color="green" size="sm">
            Here now
          </Badge>{" "}
          came <Time at={profile.session.startedAt} />
        </>
      ) : (
        "Not here now"
      ),
    },
    { name: "Last seen", value: profile.lastSeenAt ? <Time at={profile.lastSeenAt} /> : "Not yet" },
    { name: "First seen", value: <Time at={profile.firstSeenAt ?? profile.createdAt} /> },
    ...(profile.firstContact ? [{ name: "Came by", value: <CameBy contact={profile.firstContact} /> }] : []),
    {
      name: "Time zone",
      value: (
        <>
          {profile.timeZone.name}{" "}
          <Text span size="xs" c="dimmed">
            ({ZONE_FROM[profile.timeZone.from]})
          </Text>
        </>
      ),
    },
    ...(profile.country ? [{ name: "Country", value: profile.country }] : []),
    ...profile.mergedFrom
      .filter((merge) => !merge.undoneAt)
      .map((merge, index) => ({
        name: index === 0 ? "Merged from" : `and ${index + 1}`,
        value: (
          <>
            {merge.profileId.slice(-6)}, <Time at={merge.at} />
          </>
        ),
      })),
  ];
  return (
    <Panel title="Who it is">
      <Facts facts={facts} />
    </Panel>
  );
}

/** The campaign that led them here, else the page, else the way by which we heard of them. */
function CameBy({ contact: { campaign, referrer, page, source, event } }: { readonly contact: NonNullable<ProfileDetail["firstContact"]> }) {
  const by = campaign ? [campaign.name, campaign.source, campaign.medium].filter(Boolean).join(" · ") : (referrer ?? `${event}, ${source}`);
  const way = [campaign && referrer && `from ${referrer}`, page && `to ${page}`].filter(Boolean).join(" ");
  return (
    <Stack gap={0}>
      <Breakable>{by}</Breakable>
      {way && (
        <Text size="xs" c="dimmed">
          {way}
        </Text>
      )}
    </Stack>
  );
}

function Identifier({ kind, value, createdAt }: ProfileDetail["identifiers"][number]) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
      <Stack gap={0} miw={0}>
        <Breakable>{value}</Breakable>
        <Text size="xs" c="dimmed">
          since <Time at={createdAt} />
        </Text>
      </Stack>
      <CopyButton value={value} label={`Copy the ${identifierName(kind).toLowerCase()} ${value}`} size="sm" variant="subtle" />
    </Group>
  );
}

/** Two browsers are `Browser` and `Browser 2`: the names of the list must differ. */
function nameOf(profile: ProfileDetail, index: number): string {
  const { kind } = profile.identifiers[index]!;
  const before = profile.identifiers.slice(0, index).filter((identifier) => identifier.kind === kind).length;
  return before === 0 ? identifierName(kind) : `${identifierName(kind)} ${before + 1}`;
}
