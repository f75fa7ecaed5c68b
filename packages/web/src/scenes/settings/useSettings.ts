import type { WorkspaceSettings } from "@beckon/contract";
import { useState } from "react";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { sayDone } from "../../ui/say.ts";

/**
 * Some of the workspace's rules being edited, and how they are saved. Only those named are sent, so that two people
 * who change different rules do not undo each other.
 */
export function useSettings<K extends keyof WorkspaceSettings>(settings: WorkspaceSettings, names: readonly K[]) {
  const kept = Object.fromEntries(names.map((name) => [name, settings[name]])) as Pick<WorkspaceSettings, K>;
  const [draft, setDraft] = useState(kept);
  const save = useChange("updateWorkspace", ["getWorkspace", "getMe"]);
  return {
    draft,
    change: (part: Partial<Pick<WorkspaceSettings, K>>) => setDraft((now) => ({ ...now, ...part })),
    changed: JSON.stringify(draft) !== JSON.stringify(kept),
    save: () => save.mutate({ body: { settings: draft as Partial<WorkspaceSettings> } }, { onSuccess: () => sayDone("Saved.") }),
    saving: save.isPending,
    error: save.error,
    mayChange: useMay("workspace:write"),
  };
}
