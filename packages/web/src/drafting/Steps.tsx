import { ActionIcon } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Redo2, Undo2 } from "lucide-react";
import { modKey } from "../ui/modKey.ts";
import type { Stepping } from "./useDraft.ts";

/** One step back, and forth again; the keys do the same. */
export function Steps({ draft, readOnly }: { readonly draft: Stepping; readonly readOnly: boolean }) {
  // In text fields too: their own undo knows nothing of a document that is put together from many. The code editor keeps its own.
  useHotkeys(
    [
      ["mod+Z", () => !readOnly && draft.undo()],
      ["mod+shift+Z", () => !readOnly && draft.redo()],
      ["mod+Y", () => !readOnly && draft.redo()],
    ],
    [],
  );
  const steps = [
    { label: "Undo", keys: "mod+Z", icon: Undo2, go: draft.undo, can: draft.canUndo },
    { label: "Redo", keys: "mod+shift+Z", icon: Redo2, go: draft.redo, can: draft.canRedo },
  ];
  return (
    <ActionIcon.Group>
      {steps.map(({ label, keys, icon: Icon, go, can }) => (
        <ActionIcon key={label} variant="default" size="md" aria-label={label} title={`${label} (${keys.replace("mod", modKey)})`} disabled={!can} onClick={go}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      ))}
    </ActionIcon.Group>
  );
}
