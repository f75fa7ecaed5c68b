import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isSignedOut } from "./apiError.ts";
import { ME } from "./me.ts";
import { session } from "./session.ts";

/** Refusals do not heal by asking again; lost connections and a restarting server do. */
function worthRetrying(failures: number, error: unknown): boolean {
  const passing = !(error instanceof ApiError) || error.status === 0 || error.status >= 502;
  return passing && failures < 2;
}

export function makeQueryClient(): QueryClient {
  const noticeSignOut = (error: unknown) => {
    // Only who was signed in can find out that it is over; before that, a 401 just leads to the sign-in.
    if (isSignedOut(error) && client.getQueryData(ME) !== undefined) session.end();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignOut }),
    mutationCache: new MutationCache({ onError: noticeSignOut }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000, refetchOnWindowFocus: true }, mutations: { retry: false } },
  });
  return client;
}
