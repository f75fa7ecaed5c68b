import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isSignedOut } from "./apiError.ts";
import { session } from "./session.ts";

/** Refusals do not heal by asking again; lost connections and a restarting server do. */
function worthRetrying(failures: number, error: unknown): boolean {
  const passing = !(error instanceof ApiError) || error.status === 0 || error.status >= 502;
  return passing && failures < 2;
}

function noticeSignOut(error: unknown): void {
  if (isSignedOut(error)) session.end();
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignOut }),
    mutationCache: new MutationCache({ onError: noticeSignOut }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000, refetchOnWindowFocus: true }, mutations: { retry: false } },
  });
}
