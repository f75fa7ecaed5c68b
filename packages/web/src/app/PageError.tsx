import { Button, Container, Group, Stack, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { CopyButton } from "../ui/CopyButton.tsx";
import { errorMessage } from "../ui/ErrorNote.tsx";
import { NotFound } from "./NotFound.tsx";

/** Once in this time a page reloads itself: twice would be a circle. */
const RELOAD_AGAIN_MS = 60_000;
const RELOADED_AT = "beckon-reloaded-at";

/** Shown in place of a page that broke. One whose code is gone, because Beckon was updated meanwhile, is mended by a reload. */
export function PageError() {
  const error = useRouteError();
  const updated = isCodeGone(error);
  useEffect(() => {
    if (updated) reloadOnce();
  }, [updated]);
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Container size="sm" py="xl">
      <Stack align="flex-start">
        <Title order={1}>{updated ? "Beckon was updated" : "This page broke"}</Title>
        <Text>{updated ? "This page belongs to the version before. Reload it to go on." : errorMessage(error)}</Text>
        {!updated && (
          <Text c="dimmed" size="sm">
            Nothing that was saved is lost. Reload the page; if it breaks again, tell us what you did, with the details.
          </Text>
        )}
        <Group gap="xs">
          <Button onClick={() => window.location.reload()}>Reload</Button>
          <Button component={Link} to="/" variant="default">
            To the overview
          </Button>
          {!updated && <CopyButton value={detailsOf(error)} label="Copy the details" />}
        </Group>
      </Stack>
    </Container>
  );
}

/** What browsers say of a module that cannot be fetched; each has its own words. */
function isCodeGone(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|importing a module script failed|unable to preload css/i.test(error.message);
}

function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(RELOADED_AT));
  if (Date.now() - last < RELOAD_AGAIN_MS) return;
  sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  window.location.reload();
}

function detailsOf(error: unknown): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${window.location.href}\n${navigator.userAgent}\n${what}`;
}
