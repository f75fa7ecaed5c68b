import { Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { ConfirmModal } from "../../../ui/ConfirmModal.tsx";
import type { Draft } from "./useDraft.ts";

/** Nobody loses what they typed: leaving saves first, and asks only where the save was refused. */
export function UnsavedGuard({ draft }: { readonly draft: Draft }) {
  const unsaved = draft.state !== "saved";
  const blocker = useBlocker(({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsaved]);
  const waiting = blocker.state === "blocked" && (draft.state === "waiting" || draft.state === "saving");
  const { flush } = draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per blocked step; the blocker itself is new on every render.
  useEffect(() => {
    if (waiting) void flush().then((saved) => saved && blocker.proceed?.());
  }, [waiting]);
  return (
    <ConfirmModal
      opened={blocker.state === "blocked" && !waiting && unsaved}
      danger
      title="Leave without saving?"
      confirm="Leave"
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    >
      <Text size="sm">The last changes of this campaign could not be saved: {draft.error?.message} If you leave, they are lost.</Text>
    </ConfirmModal>
  );
}
