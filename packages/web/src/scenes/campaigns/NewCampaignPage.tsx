import { Page } from "../../ui/Page.tsx";
import { StarterCards } from "./StarterCards.tsx";

export function NewCampaignPage() {
  return (
    <Page
      title="New campaign"
      lead="Begin with one of these; everything can be changed, and nothing is sent before you launch it."
      back={{ to: "/campaigns", label: "Campaigns" }}
    >
      <StarterCards />
    </Page>
  );
}
