import type { ImportListItem } from "@beckon/contract";
import { Badge, Button, FileButton, Progress, Text } from "@mantine/core";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useList } from "../../api/hooks.ts";
import { uploadFile } from "../../api/upload.ts";
import { bytesText } from "../../ui/bytesText.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import { importLook } from "./importLook.ts";

const REFRESH_MS = 5_000;

/** Files of people: upload one, and see what became of the others. */
export function ImportsPage() {
  const imports = useList("listImports", {}, { every: REFRESH_MS });
  const upload = useUpload();
  return (
    <Page
      title="Imports"
      lead="Bring people in from a CSV file. Nothing changes before you have seen what each row will do."
      back={{ to: "/people", label: "People" }}
      actions={<UploadButton upload={upload} />}
    >
      {upload.share !== null && (
        <Panel>
          <Text size="sm" mb={6} aria-live="polite">
            {upload.share < 1 ? `Uploading, ${Math.floor(100 * upload.share)} %` : "Looking at the file"}
          </Text>
          <Progress value={100 * upload.share} animated aria-label="Upload" />
        </Panel>
      )}
      {upload.error !== null && <ErrorNote error={upload.error} title="This file cannot be used" />}
      <Panel flush>
        <Loaded query={imports}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState icon={FileUp} title="No file yet" action={<UploadButton upload={upload} />}>
                A file with one person a row: an email, user id or phone number to know them by, and whatever else you know. Excel saves such a file as CSV.
              </EmptyState>
            ) : (
              <>
                <RecordTable label="Imports" items={items} columns={COLUMNS} id={(item) => item.id} to={(item) => `/imports/${item.id}`} />
                <MoreButton list={imports} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLUMNS: readonly Column<ImportListItem>[] = [
  {
    header: "File",
    cell: (item) => (
      <Text size="sm" fw={600}>
        {item.name}
      </Text>
    ),
  },
  { header: "State", width: "10rem", cell: (item) => <Badge color={importLook(item.state).color}>{importLook(item.state).label}</Badge> },
  { header: "Size", width: "7rem", wideOnly: true, cell: (item) => bytesText(item.bytes) },
  { header: "By", width: "10rem", wideOnly: true, cell: (item) => item.createdBy },
  { header: "Uploaded", width: "9rem", cell: (item) => <Time at={item.createdAt} /> },
];

interface Upload {
  readonly share: number | null;
  readonly error: unknown;
  start(file: File): void;
}

function useUpload(): Upload {
  const navigate = useNavigate();
  const [list] = useParameter("list");
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  return {
    share,
    error,
    start(file) {
      setError(null);
      setShare(0);
      uploadFile("uploadImport", file, { name: file.name }, setShare)
        .then((made) => navigate(`/imports/${made.id}${list === "" ? "" : `?list=${list}`}`))
        .catch(setError)
        .finally(() => setShare(null));
    },
  };
}

function UploadButton({ upload }: { readonly upload: Upload }) {
  return (
    <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => file && upload.start(file)}>
      {(props) => (
        <Button {...props} leftSection={<FileUp size={16} aria-hidden />} loading={upload.share !== null}>
          Upload a CSV file
        </Button>
      )}
    </FileButton>
  );
}
