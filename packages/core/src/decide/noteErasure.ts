import type { Input } from "./decide.types.ts";
import { judgeDue } from "./judgeDue.ts";
import type { Turn } from "./turn.ts";

type ErasureInput = Extract<Input, { kind: "erasure" }>;

/** The deletion of the person was asked for, which holds all that waits for them; or taken back, after which it goes on. */
export function noteErasure(turn: Turn, { erasureId, dueAt }: ErasureInput): void {
  const { [erasureId]: _, ...others } = turn.profile.erasures;
  turn.change({ erasures: dueAt === null ? others : { ...others, [erasureId]: dueAt } });
  if (dueAt !== null) return;
  for (const enrollment of [...turn.enrollments.values()])
    if (enrollment.status === "held" && enrollment.hold?.reason === "being_deleted") judgeDue(turn, enrollment);
}
