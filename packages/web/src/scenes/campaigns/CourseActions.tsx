import type { CampaignDetail, RouteName } from "@beckon/contract";
import type { CampaignStatus } from "@beckon/core";
import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { Archive, ArchiveRestore, CopyPlus, MoreHorizontal, Pause, Play, Rocket, Square, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import type { Saving } from "../../drafting/useDraft.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { undoable } from "../../ui/undoable.tsx";

/** What campaigns and journeys have in common where they are launched and stopped. */
interface Course {
  readonly id: string;
  readonly status: CampaignStatus;
  readonly version: number;
  readonly actions: readonly Action[];
}

type Action = CampaignDetail["actions"][number];

/** One of the two: by which routes it is moved, and in which words. */
export interface CourseKind {
  readonly noun: "campaign" | "journey";
  /** Address of the list. */
  readonly home: string;
  readonly routes: {
    readonly pause: "pauseCampaign" | "pauseJourney";
    readonly resume: "resumeCampaign" | "resumeJourney";
    readonly stop: "stopCampaign" | "stopJourney";
    readonly archive: "archiveCampaign" | "archiveJourney";
    readonly restore: "restoreCampaign" | "restoreJourney";
    readonly delete: "deleteCampaign" | "deleteJourney";
    readonly duplicate: "duplicateCampaign" | "duplicateJourney";
    readonly list: RouteName;
    /** What shows its state. */
    readonly stale: readonly RouteName[];
  };
  readonly paused: string;
  /** What follows from an action that asks before. */
  readonly follows: { readonly [action in "resume" | "stop" | "archive"]: string };
}

interface CourseActionsProps {
  readonly kind: CourseKind;
  readonly course: Course;
  readonly draft: Pick<Saving, "state" | "reload">;
  /** The dialog that launches it. */
  readonly launch: (dialog: { readonly opened: boolean; readonly onClose: () => void }) => ReactNode;
}

/** What the state of a campaign or journey allows, the likeliest first; what cannot be taken back asks before. */
export function CourseActions({ kind, course, draft, launch }: CourseActionsProps) {
  const [asking, setAsking] = useState<Asked | "launch" | null>(null);
  const mayPublish = useMay("campaigns:publish");
  const mayWrite = useMay("campaigns:write");
  const can = (action: Action) => course.actions.includes(action) && (action === "duplicate" || action === "delete" ? mayWrite : mayPublish);
  const duplicate = useDuplicate(kind, course.id);
  const pause = useUndoable(kind, course.id, "pause", "resume", kind.paused);
  const archive = useUndoable(kind, course.id, "archive", "restore", "Archived.");
  const restore = useUndoable(kind, course.id, "restore", "archive", "Out of the archive, and stopped.");
  // The server knows of the draft once it is saved; until then a change that is being typed counts too.
  const mayLaunch = mayPublish && (can("launch") || (draft.state !== "saved" && course.status !== "archived"));
  return (
    <>
      {can("resume") && (
        <Button leftSection={<Play size={16} aria-hidden />} onClick={() => setAsking("resume")}>
          Resume
        </Button>
      )}
      {can("pause") && (
        <Button variant="default" leftSection={<Pause size={16} aria-hidden />} loading={pause.busy} onClick={pause.go}>
          Pause
        </Button>
      )}
      {mayLaunch && (
        <Button leftSection={<Rocket size={16} aria-hidden />} onClick={() => setAsking("launch")}>
          {course.version > 0 && course.status !== "stopped" ? "Launch the changes" : "Launch"}
        </Button>
      )}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <MoreHorizontal size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {can("duplicate") && (
            <Menu.Item leftSection={<CopyPlus size={16} aria-hidden />} onClick={duplicate}>
              Duplicate
            </Menu.Item>
          )}
          {can("stop") && (
            <Menu.Item leftSection={<Square size={16} aria-hidden />} onClick={() => setAsking("stop")}>
              Stop
            </Menu.Item>
          )}
          {can("archive") && (
            <Menu.Item leftSection={<Archive size={16} aria-hidden />} onClick={course.status === "stopped" ? archive.go : () => setAsking("archive")}>
              Archive
            </Menu.Item>
          )}
          {can("restore") && (
            <Menu.Item leftSection={<ArchiveRestore size={16} aria-hidden />} onClick={restore.go}>
              Take out of the archive
            </Menu.Item>
          )}
          {can("delete") && (
            <Menu.Item color="red" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => setAsking("delete")}>
              {course.version > 0 ? "Discard the draft" : "Delete"}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {launch({ opened: asking === "launch", onClose: () => setAsking(null) })}
      <AskModal kind={kind} action={asking === "launch" ? null : asking} course={course} draft={draft} onClose={() => setAsking(null)} />
    </>
  );
}

function useDuplicate({ routes, home }: CourseKind, id: string): () => void {
  const copy = useChange(routes.duplicate, [routes.list]);
  const navigate = useNavigate();
  return () => copy.mutate({ params: { id } }, { onSuccess: (made) => void navigate(`${home}/${made.id}`), onError: (error) => sayError(error) });
}

type Reversible = "pause" | "resume" | "archive" | "restore";

/** A step that another one takes back: done at once, with the way back beside it. */
function useUndoable(
  { routes }: CourseKind,
  id: string,
  there: Reversible,
  back: Reversible,
  said: string,
): { readonly go: () => void; readonly busy: boolean } {
  const step = useChange(routes[there], routes.stale);
  const stepBack = useChange(routes[back], routes.stale);
  const input = { params: { id } };
  const go = () => step.mutate(input, { onSuccess: () => undoable(said, () => stepBack.mutateAsync(input)), onError: (error) => sayError(error) });
  return { go, busy: step.isPending };
}

type Asked = "resume" | "stop" | "archive" | "delete";

interface Question {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly done: string;
  readonly danger?: boolean;
}

function questionOf({ noun, follows }: CourseKind, action: Asked): Question {
  const questions: { readonly [action in Asked]: Question } = {
    resume: { title: `Resume this ${noun}?`, text: follows.resume, confirm: "Resume", done: "Live again." },
    stop: { title: `Stop this ${noun}?`, text: follows.stop, confirm: "Stop", done: "Stopped.", danger: true },
    archive: { title: `Archive this ${noun}?`, text: follows.archive, confirm: "Archive", done: "Archived.", danger: true },
    delete: { title: "Delete the draft?", text: "What was written here is lost.", confirm: "Delete", done: "Deleted.", danger: true },
  };
  return questions[action];
}

interface AskModalProps {
  readonly kind: CourseKind;
  readonly action: Asked | null;
  readonly course: Course;
  readonly draft: Pick<Saving, "reload">;
  readonly onClose: () => void;
}

function AskModal({ kind, action, course, draft, onClose }: AskModalProps) {
  const moves = {
    resume: useChange(kind.routes.resume, kind.routes.stale),
    stop: useChange(kind.routes.stop, kind.routes.stale),
    archive: useChange(kind.routes.archive, kind.routes.stale),
    delete: useChange(kind.routes.delete, [kind.routes.list]),
  };
  const navigate = useNavigate();
  if (action === null) return null;
  const { title, text, confirm, done, danger } = questionOf(kind, action);
  const move = moves[action];
  const onConfirm = () =>
    move.mutate(
      { params: { id: course.id } },
      {
        onSuccess: async () => {
          sayDone(done);
          onClose();
          if (action !== "delete") return;
          if (course.version > 0) await draft.reload();
          else void navigate(kind.home);
        },
        onError: (error) => sayError(error),
      },
    );
  return (
    <ConfirmModal opened title={title} confirm={confirm} danger={danger} busy={move.isPending} onConfirm={onConfirm} onClose={onClose}>
      <Text size="sm">{text}</Text>
    </ConfirmModal>
  );
}
