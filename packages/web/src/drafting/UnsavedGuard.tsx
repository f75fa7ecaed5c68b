import { LeaveGuard } from "../ui/LeaveGuard.tsx";
import type { Saving } from "./useDraft.ts";

/** Leaving the editor waits for the draft to be saved. */
export function UnsavedGuard({ draft: { state, flush, error } }: { readonly draft: Saving }) {
  const isOnItsWay = state === "waiting" || state === "saving";
  return <LeaveGuard unsaved={state !== "saved"} maySave={isOnItsWay} save={flush} problem={isOnItsWay ? "" : (error?.message ?? "")} />;
}
