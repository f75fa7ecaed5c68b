import type { RouteName } from "@beckon/contract";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, call, type Input, type InputArgument } from "./client.ts";

interface ReadOptions<Data = unknown> {
  readonly enabled?: boolean;
  /** Asks again after so many milliseconds. */
  readonly every?: number | false | ((data: Data | undefined) => number | false);
  /** Keeps showing the last answer while another input is fetched: for search boxes. */
  readonly keep?: boolean;
}

/** Reads a route. Its cache key is the route's name and input, so `useChange` can name what it makes stale. */
export function useRead<N extends RouteName>(name: N, input?: Input<N>, options: ReadOptions<Answer<N>> = {}) {
  const { every } = options;
  return useQuery({
    queryKey: [name, input ?? {}],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled: options.enabled ?? true,
    refetchInterval: typeof every === "function" ? (query) => every(query.state.data) : every,
    placeholderData: options.keep ? keepPreviousData : undefined,
  });
}

interface ListOptions extends Omit<ReadOptions, "every"> {
  readonly every?: number | false;
}

interface PageOf<Item = unknown> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
type ListName = { [N in RouteName]: Answer<N> extends PageOf ? N : never }[RouteName];
type ItemOf<N extends ListName> = Answer<N> extends { readonly items: readonly (infer Item)[] } ? Item : never;

/** Reads a list page by page. `data` holds the items of all pages fetched so far, `more` fetches the next, where there is one. */
export function useList<N extends ListName>(name: N, input?: Input<N>, options: ListOptions = {}) {
  const query = useInfiniteQuery({
    queryKey: [name, input ?? {}, "pages"],
    queryFn: ({ pageParam, signal }) => call(name, withCursor(input, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Answer<N>) => (page as PageOf).nextCursor,
    enabled: options.enabled ?? true,
    refetchInterval: options.every,
    placeholderData: options.keep ? keepPreviousData : undefined,
  });
  const data = query.data?.pages.flatMap((page) => (page as PageOf).items) as ItemOf<N>[] | undefined;
  return {
    data,
    error: query.error,
    isPending: query.isPending,
    refetch: query.refetch,
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    loadingMore: query.isFetchingNextPage,
  };
}

function withCursor<N extends RouteName>(input: Input<N> | undefined, cursor: string | null): Input<N> {
  const query = input && "query" in input ? (input.query as object) : {};
  return { ...input, query: cursor === null ? query : { ...query, cursor } } as unknown as Input<N>;
}

/** Calls a route that changes something, and marks what it made stale. */
export function useChange<N extends RouteName>(name: N, stale: readonly RouteName[] = []) {
  const client = useQueryClient();
  return useMutation<Answer<N>, Error, InputArgument<N>[0]>({
    mutationFn: (input) => call(name, input as Input<N> | undefined),
    onSuccess: async () => {
      await Promise.all(stale.map((route) => client.invalidateQueries({ queryKey: [route] })));
    },
  });
}
