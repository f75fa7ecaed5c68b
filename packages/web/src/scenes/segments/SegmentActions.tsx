import type { Problem, SegmentDetail } from "@beckon/contract";
import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { Archive, ArchiveRestore, CopyPlus, MoreHorizontal, Rocket, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { undoable } from "../../ui/undoable.tsx";
import { useCreateSegment } from "./useCreateSegment.ts";
import type { SegmentDraft } from "./useSegmentDraft.ts";

interface SegmentActionsProps {
  readonly segment: SegmentDetail;
  readonly draft: SegmentDraft;
  readonly problems: readonly Problem[];
}

/** What the segment's state allows, the likeliest first. */
export function SegmentActions({ segment, draft, problems }: SegmentActionsProps) {
  const [deleting, setDeleting] = useState(false);
  const [mayPublish, mayWrite] = [useMay("segments:publish"), useMay("segments:write")];
  const { create, busy } = useCreateSegment();
  const navigate = useNavigate();
  const remove = useChange("deleteSegment", ["listSegments"]);
  const cancel = useChange("cancelJob", ["getSegment", "listSegments"]);
  const archive = useChange("archiveSegment", ["getSegment", "listSegments"]);
  const restore = useChange("restoreSegment", ["getSegment", "listSegments", "listSegmentVersions"]);
  const { building, kind, id, name } = segment;
  const takeOut = () => restore.mutateAsync({ params: { id } }).catch((error: unknown) => sayError(error, "It was not restored"));
  const putAway = () =>
    archive.mutate(
      { params: { id } },
      {
        onSuccess: () => (mayPublish ? undoable(`“${name}” is archived.`, takeOut) : sayDone(`“${name}” is archived.`)),
        onError: (error) => sayError(error, "It was not archived"),
      },
    );
  return (
    <>
      {mayPublish && segment.actions.includes("restore") && (
        <Button variant="default" leftSection={<ArchiveRestore size={16} aria-hidden />} loading={restore.isPending} onClick={() => void takeOut()}>
          Restore
        </Button>
      )}
      {mayPublish && kind === "live" && <PublishButton segment={segment} draft={draft} problems={problems} />}
      {mayWrite && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <MoreHorizontal size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {kind === "live" && (
              <Menu.Item leftSection={<CopyPlus size={16} aria-hidden />} disabled={busy} onClick={() => void create(kind, copyOf(draft))}>
                Duplicate
              </Menu.Item>
            )}
            {building && (
              <Menu.Item
                leftSection={<Square size={16} aria-hidden />}
                onClick={() =>
                  cancel.mutate(
                    { params: { id: building.jobId } },
                    { onSuccess: () => sayDone("The building is stopped."), onError: (error) => sayError(error) },
                  )
                }
              >
                Stop the building
              </Menu.Item>
            )}
            {segment.actions.includes("archive") && !building && (
              <Menu.Item leftSection={<Archive size={16} aria-hidden />} disabled={archive.isPending} onClick={putAway}>
                Archive
              </Menu.Item>
            )}
            <Menu.Item
              color="red"
              leftSection={<Trash2 size={16} aria-hidden />}
              disabled={!segment.actions.includes("delete")}
              onClick={() => setDeleting(true)}
            >
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ConfirmModal
        opened={deleting}
        danger
        title={`Delete “${name}”?`}
        confirm="Delete"
        busy={remove.isPending}
        onClose={() => setDeleting(false)}
        onConfirm={() =>
          remove.mutate(
            { params: { id } },
            {
              onSuccess: async () => {
                await navigate("/segments");
                sayDone(`“${name}” is deleted.`);
              },
              onError: (error) => {
                setDeleting(false);
                sayError(error, "It was not deleted");
              },
            },
          )
        }
      >
        <Text size="sm">Who is in it is forgotten with it; the people stay. This cannot be taken back.</Text>
      </ConfirmModal>
    </>
  );
}

/** Saves what is not saved yet, then publishes; what is wrong is said in place of the press. */
function PublishButton({ segment, draft, problems }: SegmentActionsProps) {
  const publish = useChange("publishSegment", ["getSegment", "listSegments", "listSegmentVersions"]);
  const wrong = problems.some(({ severity }) => severity === "error");
  // The server knows of the draft once it is saved; until then a change that is being typed counts too.
  const isChanged = segment.actions.includes("publish") || draft.state !== "saved";
  if (!isChanged || segment.building || segment.state === "archived") return null;
  const go = async () => {
    if (!(await draft.flush())) return;
    publish.mutate({ params: { id: segment.id } }, { onError: (error) => sayError(error, "It was not published") });
  };
  return (
    <Button
      leftSection={<Rocket size={16} aria-hidden />}
      loading={publish.isPending}
      disabled={wrong}
      title={wrong ? "Mend first what is marked" : undefined}
      onClick={() => void go()}
    >
      {segment.version > 0 ? "Publish the changes" : "Publish"}
    </Button>
  );
}

function copyOf({ document }: SegmentDraft) {
  return { ...document, key: `${document.key}-copy`, name: `${document.name} (copy)` };
}
