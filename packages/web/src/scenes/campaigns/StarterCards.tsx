import { type CampaignDocument, describeCampaign, type EventTrigger } from "@beckon/core";
import { SimpleGrid, Text, Title, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { ApiError } from "../../api/apiError.ts";
import { api } from "../../api/client.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import classes from "../../ui/StarterCard.module.css";
import { useEventNames } from "../events/useEventNames.ts";
import { STARTERS, type Starter } from "./starters.ts";

const KEYS_TRIED = 50;
/** When, for whom, wait, unless: the rest is seen in the editor. */
const SENTENCES_SHOWN = 5;

/** A few campaigns that show how one reads, and an empty one; a press makes it and opens the editor. */
export function StarterCards() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [search] = useSearchParams();
  const newest = useEventNames()[0]?.name;
  const event = search.get("event") || newest;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const starters = STARTERS.map((starter) => (starter.id === "blank" ? { ...starter, document: withEvent(starter.document, event) } : starter));
  const begin = async (starter: Starter) => {
    setBusy(true);
    setError(null);
    try {
      const made = await createUnderFreeKey(starter.document);
      client.setQueryData(["getCampaign", { params: { id: made.id } }], made);
      await client.invalidateQueries({ queryKey: ["listCampaigns"] });
      await navigate(`/campaigns/${made.id}`, { replace: true, state: { isNew: true } });
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <>
      {error !== null && <ErrorNote error={error} title="The campaign was not made" />}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {starters.map((starter) => (
          <UnstyledButton key={starter.id} className={classes.starter} disabled={busy} onClick={() => void begin(starter)}>
            <Title order={2} size="h3">
              {starter.title}
            </Title>
            <Text size="sm" c="dimmed">
              {starter.does}
            </Text>
            <Text size="sm" mt="xs">
              {describeCampaign(starter.document).slice(0, SENTENCES_SHOWN).join(" ")}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </>
  );
}

/** Begins with the event that one came from, else with the one that came last: a campaign needs one to be kept, and it shows how the clause reads. */
function withEvent(document: CampaignDocument, event: string | undefined): CampaignDocument {
  return event ? { ...document, trigger: { kind: "event", event } satisfies EventTrigger as EventTrigger } : document;
}

/** `cart-reminder`, else `cart-reminder-2`, and so on. */
async function createUnderFreeKey(document: CampaignDocument) {
  for (let copy = 1; ; copy++) {
    try {
      const named = copy === 1 ? document : { ...document, key: `${document.key}-${copy}`, name: `${document.name} ${copy}` };
      return await api("createCampaign", { body: { document: named } });
    } catch (problem) {
      if (!(problem instanceof ApiError) || problem.code !== "campaign_key_taken" || copy === KEYS_TRIED) throw problem;
    }
  }
}
