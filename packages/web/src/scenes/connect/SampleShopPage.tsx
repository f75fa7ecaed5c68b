import type { SampleShopView } from "@beckon/contract";
import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Pause, Play, Store, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";
import { WorkProgress } from "../../ui/WorkProgress.tsx";
import { GuidedPage } from "./GuidedPage.tsx";

const POLL_MS = 1_000;

/** Loads, stops and removes the sample shop. */
export function SampleShopPage() {
  const shop = useRead("getSampleShop", undefined, { every: POLL_MS });
  return (
    <GuidedPage
      title="Sample shop"
      lead="Northlight Coffee: made-up people of many countries, what they did in the last sixty days, and visitors that come and go."
      hint="Load the shop; what its people do shows up here as it happens."
    >
      <Loaded query={shop}>{(view) => <Shop view={view} />}</Loaded>
    </GuidedPage>
  );
}

function Shop({ view }: { readonly view: SampleShopView }) {
  useFreshAfter(view.state);
  return (
    <Panel title={TITLES[view.state]}>
      <Stack>
        {view.problem && (
          <Alert color="red" title="It broke off">
            {view.problem}
          </Alert>
        )}
        {view.progress && <WorkProgress {...view.progress} />}
        {view.state === "absent" && <Absent kept={view.kept} />}
        {view.state === "loaded" && <Here view={view} />}
      </Stack>
    </Panel>
  );
}

const TITLES: { readonly [state in SampleShopView["state"]]: string } = {
  absent: "What you get",
  loading: "Loading the sample shop",
  loaded: "The sample shop is open",
  removing: "Removing the sample shop",
};

/** When the shop has come or gone, every list has changed. */
function useFreshAfter(state: SampleShopView["state"]): void {
  const client = useQueryClient();
  useEffect(() => {
    if (state === "loaded" || state === "absent") void client.invalidateQueries();
  }, [state, client]);
}

function Absent({ kept }: { readonly kept: number }) {
  const may = useMay("workspace:write");
  const load = useChange("loadSampleShop", ["getSampleShop"]);
  return (
    <>
      {kept > 0 && <Text size="sm">{kept} people or campaigns of the last sample shop were kept, because real ones had become part of them.</Text>}
      <List size="sm" spacing="xs">
        <List.Item>240 people with names, zones and languages of twelve countries, and some 5,000 events</List.Item>
        <List.Item>Four live campaigns and a draft: left carts, failed payments, trials that end, reviews</List.Item>
        <List.Item>Visitors, carts, orders, reviews and Stripe events, through the same doors as real ones</List.Item>
        <List.Item>All of it marked as sample. No mail to these people ever leaves, whatever provider is set</List.Item>
      </List>
      {may ? (
        <Group>
          <Button
            leftSection={<Store size={16} aria-hidden />}
            loading={load.isPending}
            onClick={() => load.mutate({}, { onError: (error) => sayError(error) })}
          >
            Load the sample shop
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="dimmed">
          Somebody with the role of an admin can load it.
        </Text>
      )}
    </>
  );
}

function Here({ view }: { readonly view: SampleShopView }) {
  const [asking, setAsking] = useState(false);
  const may = useMay("workspace:write");
  const change = useChange("changeSampleShop", ["getSampleShop"]);
  const remove = useChange("removeSampleShop", ["getSampleShop"]);
  const onError = (error: unknown) => sayError(error);
  return (
    <>
      <Text size="sm">
        {view.people} people came {view.loadedAt && <Time at={view.loadedAt} />}. {view.streaming ? "Visitors come and go now." : "Its visitors are stopped."}
      </Text>
      <Group gap="sm">
        <Button component={Link} to="/campaigns" variant="default">
          See its campaigns
        </Button>
        <Button component={Link} to="/messages" variant="default">
          See its messages
        </Button>
      </Group>
      {may && (
        <Group gap="sm">
          <Button
            variant="subtle"
            leftSection={view.streaming ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
            loading={change.isPending}
            onClick={() => change.mutate({ body: { streaming: !view.streaming } }, { onError })}
          >
            {view.streaming ? "Stop the visitors" : "Let visitors come"}
          </Button>
          <Button variant="subtle" color="red" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => setAsking(true)}>
            Remove the sample shop
          </Button>
        </Group>
      )}
      <ConfirmModal
        opened={asking}
        title="Remove the sample shop?"
        confirm="Remove"
        danger
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({}, { onSuccess: () => setAsking(false), onError })}
      >
        <Text size="sm">Its people, all that is known of them, and its campaigns go. What is real stays as it is. You can load it again.</Text>
      </ConfirmModal>
    </>
  );
}
