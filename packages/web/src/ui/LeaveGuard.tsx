import { Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { ConfirmModal } from "./ConfirmModal.tsx";

interface LeaveGuardProps {
  readonly unsaved: boolean;
  /** True while saving goes on, or would: leaving waits for it. Default true. */
  readonly maySave?: boolean;
  /** @returns whether it was saved */
  readonly save: () => Promise<boolean>;
  /** Why it could not be saved. */
  readonly problem: string;
}

/** Nobody loses what they typed: leaving saves first, and asks only where the save was refused. */
export function LeaveGuard({ unsaved, maySave = true, save, problem }: LeaveGuardProps) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [unsaved]);
  const waiting = blocker.state === "blocked" && maySave && problem === "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per blocked step; the blocker itself is new on every render.
  useEffect(() => {
    if (waiting) void save().then((saved) => saved && blocker.proceed?.());
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
      <Text size="sm">The last changes could not be saved: {problem} If you leave, they are lost.</Text>
    </ConfirmModal>
  );
}
