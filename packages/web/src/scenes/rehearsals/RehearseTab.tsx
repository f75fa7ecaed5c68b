import type { CourseDocument } from "@beckon/core";
import { Stack } from "@mantine/core";
import { useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import type { Draft } from "../../drafting/useDraft.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { OpenRehearsal } from "./OpenRehearsal.tsx";
import { RehearsalForm } from "./RehearsalForm.tsx";
import { RehearsalList } from "./RehearsalList.tsx";

interface RehearseTabProps<D extends CourseDocument> {
  readonly kind: "campaign" | "journey";
  readonly draft: Draft<D>;
  /** There is something that really went out to compare with. */
  readonly launched: boolean;
}

const REFRESH_MS = 5_000;

/** What the draft would have done with everybody in a period that is past: asked for, watched, read and compared. */
export function RehearseTab<D extends CourseDocument>({ kind, draft, launched }: RehearseTabProps<D>) {
  const mayWrite = useMay("campaigns:write");
  const [open, setOpen] = useParameter("rehearsal");
  const list = useList("listRehearsals", { query: { key: draft.document.key, limit: 20 } }, { every: REFRESH_MS });
  return (
    <Stack gap="lg">
      {open !== "" ? (
        <OpenRehearsal id={open} launched={launched} others={list.data ?? []} onClose={() => setOpen(null)} />
      ) : (
        <>
          {mayWrite && <RehearsalForm kind={kind} document={draft.document} onStarted={setOpen} />}
          <RehearsalList list={list} noun={kind} onOpen={setOpen} />
        </>
      )}
    </Stack>
  );
}
