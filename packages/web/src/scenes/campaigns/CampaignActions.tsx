import type { CampaignDetail, Problem } from "@beckon/contract";
import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { Archive, ArchiveRestore, CopyPlus, MoreHorizontal, Pause, Play, Rocket, Square, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { undoable } from "../../ui/undoable.tsx";
import type { CampaignDraft } from "./editor/useCampaignDraft.ts";
import { LaunchModal } from "./LaunchModal.tsx";

type Action = CampaignDetail["actions"][number];

interface CampaignActionsProps {
  readonly campaign: CampaignDetail;
  readonly draft: CampaignDraft;
  readonly problems: readonly Problem[];
}

/** What the campaign's state allows, the likeliest first; what cannot be taken back asks before. */
export function CampaignActions({ campaign, draft, problems }: CampaignActionsProps) {
  const [asking, setAsking] = useState<Asked | "launch" | null>(null);
  const mayPublish = useMay("campaigns:publish");
  const mayWrite = useMay("campaigns:write");
  const can = (action: Action) => campaign.actions.includes(action) && (action === "duplicate" || action === "delete" ? mayWrite : mayPublish);
  const duplicate = useDuplicate(campaign.id);
  const pause = useUndoable(campaign.id, "pauseCampaign", "resumeCampaign", "Paused. Nobody enters, and people who wait are held.");
  const archive = useUndoable(campaign.id, "archiveCampaign", "restoreCampaign", "Archived.");
  const restore = useUndoable(campaign.id, "restoreCampaign", "archiveCampaign", "Out of the archive, and stopped.");
  // The server knows of the draft once it is saved; until then a change that is being typed counts too.
  const mayLaunch = mayPublish && (can("launch") || (draft.state !== "saved" && campaign.status !== "archived"));
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
          {campaign.version > 0 && campaign.status !== "stopped" ? "Launch the changes" : "Launch"}
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
            <Menu.Item leftSection={<Archive size={16} aria-hidden />} onClick={campaign.status === "stopped" ? archive.go : () => setAsking("archive")}>
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
              {campaign.version > 0 ? "Discard the draft" : "Delete"}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <LaunchModal opened={asking === "launch"} onClose={() => setAsking(null)} campaign={campaign} draft={draft} problems={problems} />
      <AskModal action={asking === "launch" ? null : asking} campaign={campaign} draft={draft} onClose={() => setAsking(null)} />
    </>
  );
}

function useDuplicate(id: string): () => void {
  const copy = useChange("duplicateCampaign", ["listCampaigns"]);
  const navigate = useNavigate();
  return () => copy.mutate({ params: { id } }, { onSuccess: (made) => void navigate(`/campaigns/${made.id}`), onError: (error) => sayError(error) });
}

const STALE = ["getCampaign", "listCampaigns", "getReport", "listPeople"] as const;
type Reversible = "pauseCampaign" | "resumeCampaign" | "archiveCampaign" | "restoreCampaign";

/** A step that another one takes back: done at once, with the way back beside it. */
function useUndoable(id: string, there: Reversible, back: Reversible, said: string): { readonly go: () => void; readonly busy: boolean } {
  const step = useChange(there, STALE);
  const stepBack = useChange(back, STALE);
  const input = { params: { id } };
  const go = () => step.mutate(input, { onSuccess: () => undoable(said, () => stepBack.mutateAsync(input)), onError: (error) => sayError(error) });
  return { go, busy: step.isPending };
}

type Asked = "resume" | "stop" | "archive" | "delete";

const QUESTIONS: {
  readonly [action in Asked]: {
    readonly title: string;
    readonly text: string;
    readonly confirm: string;
    readonly done: string;
    readonly danger?: boolean;
  };
} = {
  resume: {
    title: "Resume this campaign?",
    text: "People enter again from now on. Those who were held are judged now, by every rule.",
    confirm: "Resume",
    done: "Live again.",
  },
  stop: {
    title: "Stop this campaign?",
    text: "Nobody enters any more, and everybody who waits leaves without the message. You can launch it again later; those people do not come back.",
    confirm: "Stop",
    done: "Stopped.",
    danger: true,
  },
  archive: {
    title: "Archive this campaign?",
    text: "It is stopped and put away: everybody who waits leaves without the message. Its history stays, and it can be taken out again.",
    confirm: "Archive",
    done: "Archived.",
    danger: true,
  },
  delete: { title: "Delete the draft?", text: "What was written here is lost.", confirm: "Delete", done: "Deleted.", danger: true },
};

function AskModal({
  action,
  campaign,
  draft,
  onClose,
}: {
  readonly action: Asked | null;
  readonly campaign: CampaignDetail;
  readonly draft: CampaignDraft;
  readonly onClose: () => void;
}) {
  const moves = {
    resume: useChange("resumeCampaign", STALE),
    stop: useChange("stopCampaign", STALE),
    archive: useChange("archiveCampaign", STALE),
    delete: useChange("deleteCampaign", ["listCampaigns"]),
  };
  const navigate = useNavigate();
  if (action === null) return null;
  const { title, text, confirm, done, danger } = QUESTIONS[action];
  const move = moves[action];
  const onConfirm = () =>
    move.mutate(
      { params: { id: campaign.id } },
      {
        onSuccess: async () => {
          sayDone(done);
          onClose();
          if (action !== "delete") return;
          if (campaign.version > 0) await draft.reload();
          else void navigate("/campaigns");
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
