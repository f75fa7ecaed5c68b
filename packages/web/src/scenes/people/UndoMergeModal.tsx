import type { Merge, UndoPreview } from "@beckon/contract";
import { Alert, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useChange, useRead } from "../../api/hooks.ts";
import { identifierName } from "../../ui/identifierName.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { personName } from "../../ui/personName.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { SCROLLS_BY_KEYBOARD } from "../../ui/scrollsByKeyboard.ts";
import { valueText } from "../../ui/valueText.ts";

interface UndoMergeModalProps {
  readonly merge: Pick<Merge, "id">;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What each of the two will have once a merge is taken back; then it is done. */
export function UndoMergeModal({ merge, opened, onClose }: UndoMergeModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Take the merge back" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {opened && <Foreseen merge={merge} onDone={onClose} />}
    </Modal>
  );
}

function Foreseen({ merge, onDone }: { readonly merge: Pick<Merge, "id">; readonly onDone: () => void }) {
  const params = { id: merge.id };
  const preview = useRead("previewUndo", { params });
  const undo = useChange("undoMerge", ["listMerges", "getProfile", "listProfiles", "getTimeline", "countProfiles"]);
  const submit = () =>
    undo.mutate(
      { params },
      {
        onSuccess: () => {
          sayDone("The merge is taken back.");
          onDone();
        },
        onError: (error) => sayError(error),
      },
    );
  return (
    <Loaded query={preview}>
      {(foreseen) => (
        <Stack>
          <Text size="sm">
            <b>{personName(foreseen.survivor)}</b> and <b>{personName(foreseen.merged)}</b> become two again. {foreseen.exact && EXACT}
          </Text>
          {foreseen.reason !== null && (
            <Alert color="yellow" icon={<TriangleAlert size={18} aria-hidden />} p="xs">
              <Text size="sm">{foreseen.reason} Now only names and earlier history can be given back; what came since stays where it is.</Text>
            </Alert>
          )}
          <ForeseenTable foreseen={foreseen} />
          <Group justify="flex-end">
            <Button loading={undo.isPending} onClick={submit}>
              Take back
            </Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

const EXACT = "Each has again what it would have without the merge, and what came since goes where its names say.";

function ForeseenTable({ foreseen }: { readonly foreseen: UndoPreview }) {
  const { survivor, merged, identifiers, attributes, events, waiting, staying } = foreseen;
  return (
    <Table.ScrollContainer minWidth={320} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
      <Table withRowBorders verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th>{personName(survivor)}</Table.Th>
            <Table.Th>{personName(merged)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {identifiers.map(({ kind, value }) => (
            <Line key={`${kind} ${value}`} what={identifierName(kind)} survivor="" merged={value} />
          ))}
          {attributes.map(({ name, survivor: own, merged: theirs }) => (
            <Line key={name} what={name} survivor={own === null ? "" : valueText(own)} merged={theirs === null ? "" : valueText(theirs)} />
          ))}
          <Line what="Events since the merge" survivor="" merged={events === 0 ? "none go over" : `${events} go over`} />
          <Line
            what="Messages under way"
            survivor={staying === 0 ? "" : `${staying} end here`}
            merged={waiting === 0 ? "none go over" : `${waiting} go over`}
          />
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Line({ what, survivor, merged }: { readonly what: string; readonly survivor: string; readonly merged: string }) {
  return (
    <Table.Tr>
      <Table.Td>{what}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{survivor}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{merged}</Table.Td>
    </Table.Tr>
  );
}
