import type { ProfileDetail } from "@beckon/contract";
import { Alert, Anchor, Button, Grid, Stack, Tabs, Text } from "@mantine/core";
import { GitMerge, Zap } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { personName } from "../../ui/personName.ts";
import { SampleBadge } from "../../ui/SampleBadge.tsx";
import { useTab } from "../../ui/useTab.ts";
import { ChangesOf } from "../audit/ChangesOf.tsx";
import { PersonMenu } from "../privacy/PersonMenu.tsx";
import { PersonTasks } from "../tasks/PersonTasks.tsx";
import { Attributes } from "./Attributes.tsx";
import { ConsentPanel } from "./ConsentPanel.tsx";
import { DueMessages } from "./DueMessages.tsx";
import { Identity } from "./Identity.tsx";
import { MergeModal } from "./MergeModal.tsx";
import { MessagesAndWhy } from "./MessagesAndWhy.tsx";
import { RecordEventModal } from "./RecordEventModal.tsx";
import { SegmentsPanel } from "./SegmentsPanel.tsx";
import { StagePanel } from "./StagePanel.tsx";
import { Timeline } from "./Timeline.tsx";
import { UpcomingMessages } from "./UpcomingMessages.tsx";

const REFRESH_MS = 5_000;

/** One person: who they are, what happened, and why they did or did not get a message. */
export function PersonPage() {
  const { id = "" } = useParams();
  const person = useRead("getProfile", { params: { id } }, { every: REFRESH_MS });
  const title = person.data ? personName(person.data) : "Person";
  return (
    <Page
      title={title}
      lead={person.data?.email !== title ? person.data?.email : undefined}
      back={{ to: "/people", label: "People" }}
      badge={person.data && <SampleBadge person={person.data} />}
      actions={
        person.data && (
          <>
            <PersonActions profile={person.data} />
            {!person.data.mergedInto && <PersonMenu person={person.data} />}
          </>
        )
      }
      width="wide"
    >
      <Loaded query={person} missing={{ noun: "person", to: "/people", list: "To the people" }}>
        {(profile) => <PersonContent profile={profile} />}
      </Loaded>
    </Page>
  );
}

/** What can be done with a whole profile. */
function PersonActions({ profile }: { readonly profile: ProfileDetail }) {
  const [open, setOpen] = useState<"merge" | "event" | null>(null);
  const [mayMerge, mayRecord] = [useMay("profiles:merge"), useMay("events:write")];
  if (profile.mergedInto !== null) return null;
  return (
    <>
      {mayRecord && (
        <Button variant="default" leftSection={<Zap size={16} aria-hidden />} onClick={() => setOpen("event")}>
          Record an event
        </Button>
      )}
      {mayMerge && (
        <Button variant="default" leftSection={<GitMerge size={16} aria-hidden />} onClick={() => setOpen("merge")}>
          Merge
        </Button>
      )}
      <MergeModal profile={profile} opened={open === "merge"} onClose={() => setOpen(null)} />
      <RecordEventModal profileId={profile.id} opened={open === "event"} onClose={() => setOpen(null)} />
    </>
  );
}

function PersonContent({ profile }: { readonly profile: ProfileDetail }) {
  const mayAudit = useMay("audit:read");
  const [tab, setTab] = useTab(mayAudit ? ["timeline", "why", "changes"] : ["timeline", "why"]);
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
        <Grid.Col span={{ base: 12, md: 7, xl: 8 }}>
          <Tabs value={tab} onChange={setTab} keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
              <Tabs.Tab value="why">Messages & why</Tabs.Tab>
              {mayAudit && <Tabs.Tab value="changes">Changes</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="timeline">
              <Timeline profileId={profile.id} />
            </Tabs.Panel>
            <Tabs.Panel value="changes">{mayAudit && <ChangesOf kind="profile" id={profile.id} />}</Tabs.Panel>
            <Tabs.Panel value="why">
              <MessagesAndWhy profileId={profile.id} />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5, xl: 4 }}>
          <Stack gap="lg">
            <DueMessages profileId={profile.id} />
            <UpcomingMessages profileId={profile.id} />
            <PersonTasks profileId={profile.id} />
            <Identity profile={profile} />
            <StagePanel profileId={profile.id} />
            <SegmentsPanel profileId={profile.id} />
            <ConsentPanel profile={profile} />
            <Attributes profile={profile} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
