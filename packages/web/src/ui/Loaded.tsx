import { Box, Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNote } from "./ErrorNote.tsx";

interface LoadedProps<T> {
  readonly query: { readonly data: T | undefined; readonly error: unknown; readonly isPending: boolean; readonly refetch: () => unknown };
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** The three faces of everything that is fetched: still coming, failed, here. Data once seen stays while it is refreshed. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <>{skeleton ?? <SkeletonLines />}</>;
  return <Box p="md"><ErrorNote error={query.error} onRetry={() => query.refetch()} /></Box>;
}

/** Grey lines in place of text to come. */
export function SkeletonLines({ lines = 5 }: { readonly lines?: number }) {
  return (
    <Stack gap="md" p="lg" aria-busy aria-label="Loading" role="status">
      {Array.from({ length: lines }, (_, line) => <Skeleton key={line} height={16} width={`${90 - ((line * 17) % 40)}%`} />)}
    </Stack>
  );
}
