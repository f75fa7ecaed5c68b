import type { ContentBlockDetail } from "@beckon/contract";
import { ActionIcon, Button, Menu, Modal, Stack, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/me.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { undoable } from "../../ui/undoable.tsx";
import { PublishModal, type Running } from "./PublishModal.tsx";
import { UsesList } from "./UsesPanel.tsx";
import type { BlockDraft } from "./useBlockDraft.ts";

/** Save, publish, delete: each only for whoever may, and what is done can be taken back. */
export function BlockActions({ block, draft }: { readonly block: ContentBlockDetail; readonly draft: BlockDraft }) {
  const mayWrite = useMay("campaigns:write");
  const mayPublish = useMay("campaigns:publish");
  const [asking, ask] = useDisclosure(false);
  const [inUse, showUses] = useDisclosure(false);
  const publish = usePublish(block, draft, ask.close);
  const remove = useRemove(block);
  const hasRunning = block.uses.some(({ status, version }) => version !== null && (status === "live" || status === "paused"));
  const nothingNew = !draft.isChanged && !block.hasDraft;
  return (
    <>
      {mayWrite && (
        <Button variant="default" disabled={!draft.isChanged} loading={draft.busy} onClick={() => void draft.save()}>
          {draft.isChanged ? "Save draft" : "Saved"}
        </Button>
      )}
      {mayPublish && (
        <Tooltip label="What is written is published already" disabled={!nothingNew}>
          <Button
            data-disabled={nothingNew || undefined}
            aria-disabled={nothingNew}
            loading={publish.busy}
            onClick={() => !nothingNew && (hasRunning ? ask.open() : void publish.go("update"))}
          >
            Publish
          </Button>
        </Tooltip>
      )}
      {mayWrite && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size="lg" aria-label="More">
              <EllipsisVertical size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<Trash2 size={15} aria-hidden />} onClick={() => (block.uses.length > 0 ? showUses.open() : void remove())}>
              Delete
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <PublishModal opened={asking} onClose={ask.close} block={block} busy={publish.busy} onPublish={(running) => void publish.go(running)} />
      <Modal opened={inUse} onClose={showUses.close} title="It is in use" closeButtonProps={{ "aria-label": "Close" }}>
        <Stack gap="sm">
          <Text size="sm">A block that messages name cannot be deleted. Take it out of these first:</Text>
          <UsesList block={block} />
        </Stack>
      </Modal>
    </>
  );
}

function usePublish(block: ContentBlockDetail, draft: BlockDraft, done: () => void) {
  const [busy, setBusy] = useState(false);
  const go = async (running: Running) => {
    setBusy(true);
    try {
      if ((await draft.save()) === null) return;
      const published = await api("publishContentBlock", { params: { id: block.id }, query: { running } });
      draft.take(published);
      done();
      const before = published.version - 1;
      const message = `Version ${published.version} of “${published.name}” is published.`;
      // Nothing can use it yet, and there is nothing to go back to.
      if (before === 0) return sayDone(message);
      undoable(message, async () => {
        await api("takeContentBlockVersion", { params: { id: block.id, version: before } });
        draft.take(await api("publishContentBlock", { params: { id: block.id }, query: { running } }));
      });
    } catch (error) {
      sayError(error, "Not published");
    } finally {
      setBusy(false);
    }
  };
  return { busy, go };
}

function useRemove(block: ContentBlockDetail): () => Promise<void> {
  const navigate = useNavigate();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["listContentBlocks"] });
  return async () => {
    try {
      await api("deleteContentBlock", { params: { id: block.id } });
    } catch (error) {
      return sayError(error, "Not deleted");
    }
    await navigate("/content");
    void refresh();
    undoable(`“${block.name}” is deleted.`, async () => {
      await api("restoreContentBlock", { params: { id: block.id } });
      await refresh();
    });
  };
}
