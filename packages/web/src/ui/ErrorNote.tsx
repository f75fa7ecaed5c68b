import { Alert, Button, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { ApiError } from "../api/apiError.ts";
import { Sentence } from "./Sentence.tsx";

/** An error as a sentence that mends, with a way to try again. */
export function ErrorNote({ error, onRetry, title }: { readonly error: unknown; readonly onRetry?: () => void; readonly title?: string }) {
  return (
    <Alert color="red" icon={<TriangleAlert size={18} aria-hidden />} title={title ?? "That did not work"} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Sentence text={errorMessage(error)} />
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** What to tell people about any thrown thing. */
export function errorMessage(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof Error) return error.message;
  return "Something unexpected happened. Reload the page; if it stays, look into the server's log.";
}
