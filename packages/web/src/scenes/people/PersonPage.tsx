import type { ProfileDetail } from "@beckon/contract";
import { Alert, Anchor, Grid, Stack, Tabs, Text } from "@mantine/core";
import { GitMerge } from "lucide-react";
import { Link, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { personName } from "../../ui/personName.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { Attributes } from "./Attributes.tsx";
import { ConsentPanel } from "./ConsentPanel.tsx";
import { Identity } from "./Identity.tsx";
import { MessagesAndWhy } from "./MessagesAndWhy.tsx";
import { Timeline } from "./Timeline.tsx";

const REFRESH_MS = 5_000;

/** One person: who they are, what happened, and why they did or did not get a message. */
export function PersonPage() {
  const { id = "" } = useParams();
  const person = useRead("getProfile", { params: { id } }, { every: REFRESH_MS });
  const title = person.data ? personName(person.data) : "Person";
  return (
    <Page title={title} lead={person.data?.email !== title ? person.data?.email : undefined} back={{ to: "/people", label: "People" }} width="wide">
      <Loaded query={person}>{(profile) => <PersonContent profile={profile} />}</Loaded>
    </Page>
  );
}

function PersonContent({ profile }: { readonly profile: ProfileDetail }) {
  const [tab, setTab] = useParameter("tab");
  return (
    <Stack gap="lg">
      {profile.mergedInto && (
        <Alert icon={<GitMerge size={18} aria-hidden />} color="yellow" title="Merged">
          <Text size="sm">
            This profile turned out to be{" "}
            <Anchor component={Link} to={`/people/${profile.mergedInto}`}>
              somebody already known
            </Anchor>
            ; what happens from now on is found there.
          </Text>
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Tabs value={tab || "timeline"} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
              <Tabs.Tab value="why">Messages & why</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="timeline">
              <Timeline profileId={profile.id} />
            </Tabs.Panel>
            <Tabs.Panel value="why">
              <MessagesAndWhy profileId={profile.id} />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="lg">
            <Identity profile={profile} />
            <ConsentPanel profile={profile} />
            <Attributes attributes={profile.attributes} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
