import type { CampaignDetail } from "@beckon/contract";
import type { CampaignDocument } from "@beckon/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../../api/client.ts";
import { type Draft, type DraftDesk, useDraft } from "../../../drafting/useDraft.ts";
import { shapeProblem } from "./shapeProblem.ts";

export type CampaignDraft = Draft<CampaignDocument>;

/** A campaign's document while it is edited. */
export function useCampaignDraft(campaign: CampaignDetail): CampaignDraft {
  const client = useQueryClient();
  const { id } = campaign;
  const desk = useMemo((): DraftDesk<CampaignDocument> => {
    const noted = (fresh: CampaignDetail) => {
      client.setQueryData(["getCampaign", { params: { id } }], fresh);
      void client.invalidateQueries({ queryKey: ["listCampaigns"] });
      return fresh;
    };
    return {
      shapeProblem,
      save: async (document, basedOn) => noted(await api("saveCampaign", { params: { id }, body: { document, basedOn } })),
      read: async () => noted(await api("getCampaign", { params: { id } })),
      changed: "campaign_changed",
    };
  }, [id, client]);
  return useDraft(campaign, desk);
}
