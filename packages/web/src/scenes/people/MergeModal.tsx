import type { MergePreview, ProfileDetail } from "@beckon/contract";
import { Alert, Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { ArrowLeftRight, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { ProfilePicker } from "../../pickers/ProfilePicker.tsx";
import { identifierName } from "../../ui/identifierName.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { personName } from "../../ui/personName.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { valueText } from "../../ui/valueText.ts";

interface MergeModalProps {
  readonly profile: ProfileDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Two profiles that are one person: choose the other, see what will be, do it. */
export function MergeModal({ profile, opened, onClose }: MergeModalProps) {
  const [other, setOther] = useState<string | null>(null);
  const [turned, setTurned] = useState(false);
  const isSame = other === profile.id;
  return (
    <Modal opened={opened} onClose={onClose} title="Merge with another profile" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <Text size="sm" c="dimmed">
          For two profiles that are one person. One goes on with all names and the history of both; the other leads to it. It can be taken back later.
        </Text>
        <Group align="flex-end" gap="xs">
          <div style={{ flex: 1 }}>
            <ProfilePicker label="The other profile" placeholder="Search by name, email, id …" value={other} onChange={setOther} />
          </div>
          <Button variant="default" leftSection={<ArrowLeftRight size={14} aria-hidden />} disabled={!other || isSame} onClick={() => setTurned(!turned)}>
            Swap
          </Button>
        </Group>
        {isSame && <Text size="sm">This is the same profile. Choose another one.</Text>}
        {other && !isSame && <Foreseen survivor={turned ? other : profile.id} merged={turned ? profile.id : other} onDone={onClose} />}
      </Stack>
    </Modal>
  );
}

function Foreseen({ survivor, merged, onDone }: { readonly survivor: string; readonly merged: string; readonly onDone: () => void }) {
  const preview = useMergePreview(survivor, merged);
  const merge = useChange("mergeProfiles", ["getProfile", "listProfiles", "getTimeline", "listMerges", "countProfiles"]);
  const navigate = useNavigate();
  const submit = () =>
    merge.mutate(
      { body: { survivor, merged } },
      {
        onSuccess: () => {
          sayDone("The two are merged.");
          onDone();
          navigate(`/people/${survivor}`);
        },
        onError: (error) => sayError(error),
      },
    );
  return (
    <Loaded query={preview}>
      {(foreseen) => (
        <Stack>
          <Text size="sm">
            <b>{personName(foreseen.survivor)}</b> goes on. {personName(foreseen.merged)} becomes part of it.
          </Text>
          {foreseen.warnings.map((warning) => (
            <Alert key={warning} color="yellow" icon={<TriangleAlert size={18} aria-hidden />} p="xs">
              <Text size="sm">{warning}</Text>
            </Alert>
          ))}
          <ForeseenTable foreseen={foreseen} />
          <Group justify="flex-end">
            <Button loading={merge.isPending} onClick={submit}>
              Merge
            </Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

function useMergePreview(survivor: string, merged: string) {
  return useRead("previewMerge", { body: { survivor, merged } });
}

function ForeseenTable({ foreseen }: { readonly foreseen: MergePreview }) {
  const words = Object.entries({ ...foreseen.consent.channels, ...foreseen.consent.topics });
  return (
    <Table withRowBorders verticalSpacing={6} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>What</Table.Th>
          <Table.Th>Afterwards</Table.Th>
          <Table.Th>Given up</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {foreseen.identifiers.map(({ kind, value }) => (
          <Line key={`${kind} ${value}`} what={identifierName(kind)} kept={value} dropped="" />
        ))}
        {foreseen.attributes.map(({ name, kept, dropped }) => (
          <Line key={name} what={name} kept={valueText(kept)} dropped={dropped === null ? "" : valueText(dropped)} />
        ))}
        {words.map(([name, state]) => (
          <Line key={`consent ${name}`} what={`Consent: ${name}`} kept={state} dropped="" />
        ))}
        <Line
          what="Waiting messages"
          kept={foreseen.waiting === 0 ? "none go over" : foreseen.waiting === 1 ? "one goes over" : `${foreseen.waiting} go over`}
          dropped=""
        />
      </Table.Tbody>
    </Table>
  );
}

function Line({ what, kept, dropped }: { readonly what: string; readonly kept: string; readonly dropped: string }) {
  return (
    <Table.Tr>
      <Table.Td>{what}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{kept}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{dropped}</Table.Td>
    </Table.Tr>
  );
}
