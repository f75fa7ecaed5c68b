import type { RouteName } from "@beckon/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Saving } from "../../drafting/useDraft.ts";
import { sayDone } from "../../ui/say.ts";

interface Launching {
  readonly draft: Pick<Saving, "flush" | "error">;
  readonly launch: () => Promise<{ readonly id: string; readonly version: number }>;
  /** The route that reads what was launched, which the answer replaces. */
  readonly read: RouteName;
  readonly stale: readonly RouteName[];
  readonly onDone: () => void;
}

/** Saves what is not saved yet, then launches: what is launched is what one sees. */
export function useLaunch({ draft, launch, read, stale, onDone }: Launching) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      if (!(await draft.flush())) throw draft.error ?? new Error("The last changes are not saved yet; try again.");
      const launched = await launch();
      client.setQueryData([read, { params: { id: launched.id } }], launched);
      await client.invalidateQueries({ predicate: ({ queryKey }) => stale.some((route) => route === queryKey[0]) });
      sayDone(`Version ${launched.version} is live.`);
      onDone();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return { go, busy, error };
}
