import { Stack } from "@mantine/core";
import { Page } from "../../ui/Page.tsx";
import { NewList, SegmentStarters } from "./SegmentStarters.tsx";

export function NewSegmentPage() {
  return (
    <Page title="New segment" lead="Begin with one of these. It is a draft until you publish it." back={{ to: "/segments", label: "Segments" }}>
      <Stack gap="lg">
        <SegmentStarters />
        <NewList />
      </Stack>
    </Page>
  );
}
