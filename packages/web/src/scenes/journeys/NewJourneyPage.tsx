import { Page } from "../../ui/Page.tsx";
import { JourneyStarters } from "./JourneyStarters.tsx";

export function NewJourneyPage() {
  return (
    <Page
      title="New journey"
      lead="Begin with one of these; every step can be changed, and nothing is sent before you launch it."
      back={{ to: "/journeys", label: "Journeys" }}
    >
      <JourneyStarters />
    </Page>
  );
}
