import { Button } from "@mantine/core";
import { Compass } from "lucide-react";
import { Link } from "react-router";
import { EmptyState } from "../ui/EmptyState.tsx";
import { Page } from "../ui/Page.tsx";

export function NotFound() {
  return (
    <Page title="Nothing here">
      <EmptyState
        icon={Compass}
        title="This page does not exist"
        action={
          <Button component={Link} to="/" variant="default">
            To the start
          </Button>
        }
      >
        The address may be mistyped, or what was here has been removed.
      </EmptyState>
    </Page>
  );
}
