import { Box, Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNote } from "./ErrorNote.tsx";
import { isNotHere, NotHere, type Whereabouts } from "./NotHere.tsx";

interface LoadedProps<T> {
  readonly query: { readonly data: T | undefined; readonly error: unknown; readonly isPending: boolean; readonly refetch: () => unknown };
  readonly skeleton?: ReactNode;
  /** For pages about one thing, whose address may lead to nothing. */
  readonly missing?: Whereabouts;
  readonly children: (data: T) => ReactNode;
}

/** The three faces of everything that is fetched: still coming, failed, here. Data once seen stays while it is refreshed. */
export function Loaded<T>({ query, skeleton, missing, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isPending) return <>{skeleton ?? <SkeletonLines />}</>;
  if (missing && isNotHere(query.error)) return <NotHere {...missing} />;
  return (
    <Box p="md">
      <ErrorNote error={query.error} onRetry={() => query.refetch()} />
    </Box>
  );
}

const WIDTHS = ["90%", "73%", "56%", "79%", "62%", "85%", "68%", "51%"];

/** Grey lines in place of text to come. */
export function SkeletonLines({ lines = 5 }: { readonly lines?: number }) {
  return (
    <Stack gap="md" p="lg" aria-busy aria-label="Loading" role="status">
      {WIDTHS.slice(0, lines).map((width) => (
        <Skeleton key={width} height={16} width={width} />
      ))}
    </Stack>
  );
}
