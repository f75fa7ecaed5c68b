import type { SuppressionImport } from "@beckon/contract";
import { Button, Code, FileButton, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { uploadFile } from "../../api/upload.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Facts } from "../../ui/Facts.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";

type Fault = SuppressionImport["faults"][number];

const COLUMNS: readonly Column<Fault>[] = [
  { header: "Row", width: "5rem", cell: ({ row }) => row.toLocaleString("en") },
  { header: "What is wrong", cell: ({ problem }) => problem },
];

/** Brings the list of another system over: a button, and what became of the file. */
export function SuppressionFile() {
  const [opened, modal] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" leftSection={<FileUp size={15} aria-hidden />} onClick={modal.open}>
        Import a CSV file
      </Button>
      <Modal opened={opened} onClose={modal.close} title="Suppress the addresses of a file" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
        {opened && <FileForm onClose={modal.close} />}
      </Modal>
    </>
  );
}

function FileForm({ onClose }: { readonly onClose: () => void }) {
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [outcome, setOutcome] = useState<SuppressionImport | null>(null);
  const client = useQueryClient();
  const send = (file: File) => {
    setError(null);
    setShare(0);
    uploadFile("importSuppressions", file, {}, setShare)
      .then((told) => {
        setOutcome(told);
        return client.invalidateQueries({ queryKey: ["listSuppressions"] });
      })
      .catch(setError)
      .finally(() => setShare(null));
  };
  if (outcome) return <Outcome outcome={outcome} onClose={onClose} />;
  return (
    <Stack>
      {error !== null && <ErrorNote error={error} title="This file cannot be used" />}
      <Text size="sm">
        One address a row, in a column called <Code>address</Code> or <Code>email</Code>. A column <Code>reason</Code> may say <Code>hard_bounce</Code>,{" "}
        <Code>complaint</Code> or <Code>manual</Code>, a column <Code>detail</Code> anything you want to remember. Up to 20 MB, about 500,000 addresses; part a
        larger file.
      </Text>
      <Text size="sm" c="dimmed">
        Addresses that are suppressed already keep their reason, so the same file can be brought in again.
      </Text>
      {share !== null && (
        <div>
          <Text size="sm" mb={6} aria-live="polite">
            {share < 1 ? `Uploading, ${Math.floor(100 * share)} %` : "Suppressing the addresses"}
          </Text>
          <Progress value={100 * share} animated aria-label="Upload" />
        </div>
      )}
      <Group justify="flex-end">
        <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => file && send(file)}>
          {(props) => (
            <Button {...props} loading={share !== null}>
              Choose the file
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  );
}

function Outcome({ outcome: { added, known, faulty, faults }, onClose }: { readonly outcome: SuppressionImport; readonly onClose: () => void }) {
  return (
    <Stack>
      <Facts
        facts={[
          { name: "Suppressed now", value: added.toLocaleString("en") },
          { name: "Known already", value: known.toLocaleString("en") },
          { name: "Left out", value: faulty.toLocaleString("en") },
        ]}
      />
      {faults.length > 0 && (
        <>
          <RecordTable label="Rows that were left out" items={faults} columns={COLUMNS} id={({ row }) => String(row)} />
          {faulty > faults.length && (
            <Text size="sm" c="dimmed">
              These are the first {faults.length} of {faulty.toLocaleString("en")}.
            </Text>
          )}
          <Text size="sm">Mend these rows and bring the file in again; what was taken stays.</Text>
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
