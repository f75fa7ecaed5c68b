import { useMay } from "../../api/me.ts";
import { NotYourRole } from "../../ui/NotYourRole.tsx";
import { Page } from "../../ui/Page.tsx";
import { StarterCards } from "./StarterCards.tsx";

export function NewCampaignPage() {
  const mayWrite = useMay("campaigns:write");
  return (
    <Page
      title="New campaign"
      lead="Begin with one of these; everything can be changed, and nothing is sent before you launch it."
      back={{ to: "/campaigns", label: "Campaigns" }}
    >
      {mayWrite ? <StarterCards /> : <NotYourRole does="write campaigns" />}
    </Page>
  );
}
