import { Button, Container, Stack, Text, Title } from "@mantine/core";
import { isRouteErrorResponse, useRouteError } from "react-router";
import { errorMessage } from "../ui/ErrorNote.tsx";
import { NotFound } from "./NotFound.tsx";

/** Shown in place of a page that broke. A page whose code is gone means that Beckon was updated meanwhile: a reload heals it. */
export function PageError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Container size="sm" py="xl">
      <Stack align="flex-start">
        <Title order={1}>This page broke</Title>
        <Text>{errorMessage(error)}</Text>
        <Text c="dimmed" size="sm">
          Nothing that was saved is lost. Reload the page; if it breaks again, tell us what you did and what the message says.
        </Text>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </Stack>
    </Container>
  );
}
