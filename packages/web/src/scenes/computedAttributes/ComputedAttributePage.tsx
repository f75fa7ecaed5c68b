import type { ComputedAttributeItem, ComputedAttributeUse } from "@beckon/contract";
import { type ComputedAttribute, describeComputed } from "@beckon/core";
import { Badge, Button, Grid, Group, Stack, Text } from "@mantine/core";
import { Link2Off, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { sentenceCase } from "../../ui/sentenceCase.ts";
import { inWords } from "../../ui/states.ts";
import { ComputedBadge } from "./ComputedAttributesPage.tsx";
import { ComputedForm } from "./ComputedForm.tsx";
import { ComputedPreview } from "./ComputedPreview.tsx";

const BACK = { to: "/computed-attributes", label: "Computed attributes" };
const REFRESH_MS = 3_000;

const FIRST: ComputedAttribute = { name: "", event: "", function: "count", within: "P90D" };

export function NewComputedAttributePage() {
  const [document, setDocument] = useState(FIRST);
  const navigate = useNavigate();
  const create = useChange("createComputedAttribute", ["listComputedAttributes", "listAttributes"]);
  const save = () =>
    create.mutate(
      { body: { document } },
      {
        onSuccess: async ({ id, name }) => {
          await navigate(`/computed-attributes/${id}`);
          sayDone(`${name} is being built from all that people did so far.`);
        },
        onError: (error) => sayError(error, "It was not made"),
      },
    );
  return (
    <Page
      title="New computed attribute"
      lead="Say how it is computed. It is built from all that people did so far, and follows every event from then on."
      back={BACK}
    >
      <Editor document={document} onChange={setDocument} isNew>
        <Button loading={create.isPending} disabled={document.name === "" || document.event === ""} onClick={save}>
          Make and build it
        </Button>
      </Editor>
    </Page>
  );
}

export function ComputedAttributePage() {
  const { id = "" } = useParams();
  const attribute = useRead("getComputedAttribute", { params: { id } }, { every: REFRESH_MS });
  return <Loaded query={attribute}>{(answer) => <Shown key={answer.version} attribute={answer} />}</Loaded>;
}

function Shown({ attribute }: { readonly attribute: ComputedAttributeItem }) {
  const { id, name, building, buildError, live, summary } = attribute;
  const [edited, setEdited] = useState<ComputedAttribute | null>(null);
  const mayChange = useMay("segments:publish");
  const change = useChange("changeComputedAttribute", ["getComputedAttribute", "listComputedAttributes", "listAttributes"]);
  const document = edited ?? attribute.document;
  const isChanged = JSON.stringify(document) !== JSON.stringify(attribute.document);
  const save = () =>
    change.mutate(
      { params: { id }, body: { document } },
      {
        onSuccess: () => {
          setEdited(null);
          sayDone("The new version is being built; the one before holds until then.");
        },
        onError: (error) => sayError(error, "It was not changed"),
      },
    );
  return (
    <Page
      title={name}
      badge={<ComputedBadge attribute={attribute} />}
      lead={sentenceCase(summary)}
      back={BACK}
      actions={mayChange && <DeleteButton attribute={attribute} />}
    >
      <Stack gap="lg">
        {building && live && (
          <Text size="sm" c="dimmed">
            {`Until it is built, this holds: ${describeComputed(live)}.`}
          </Text>
        )}
        {buildError && <ErrorNote title="The last build did not come to its end" error={new Error(buildError)} />}
        <Editor document={document} onChange={setEdited} isNew={false} readOnly={!mayChange}>
          {mayChange && (
            <Button loading={change.isPending} disabled={building !== null || (!isChanged && buildError === null)} onClick={save}>
              {isChanged || buildError === null ? "Save and build it" : "Build it again"}
            </Button>
          )}
        </Editor>
        <Uses id={id} name={name} />
      </Stack>
    </Page>
  );
}

interface EditorProps {
  readonly document: ComputedAttribute;
  readonly onChange: (document: ComputedAttribute) => void;
  readonly isNew: boolean;
  readonly readOnly?: boolean;
  readonly children: React.ReactNode;
}

function Editor({ document, onChange, isNew, readOnly = false, children }: EditorProps) {
  return (
    <Grid gap="lg" align="flex-start">
      <Grid.Col span={{ base: 12, md: 7, lg: 8 }}>
        <Panel>
          <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
            <Stack gap="lg">
              <ComputedForm document={document} onChange={onChange} isNew={isNew} />
              <Group>{children}</Group>
            </Stack>
          </fieldset>
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5, lg: 4 }}>
        <ComputedPreview document={document} />
      </Grid.Col>
    </Grid>
  );
}

const COLUMNS: readonly Column<ComputedAttributeUse>[] = [
  {
    header: "Name",
    cell: ({ name }) => (
      <Text size="sm" fw={600}>
        {name}
      </Text>
    ),
  },
  {
    header: "What it is",
    width: "12rem",
    cell: ({ kind, isDraft }) => <Badge color="gray">{isDraft ? `${inWords(kind)}, in its draft` : inWords(kind)}</Badge>,
  },
];

function Uses({ id, name }: { readonly id: string; readonly name: string }) {
  const uses = useRead("listComputedAttributeUses", { params: { id } });
  return (
    <Panel title="Used by" flush>
      <Loaded query={uses}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={Link2Off} title="Nothing uses it yet">
              {`A segment or a campaign can ask for it as an attribute, a campaign can start when it changes, and a message can show it as {{ profile.${name} }}.`}
            </EmptyState>
          ) : (
            <RecordTable
              label="Where it is used"
              items={items}
              columns={COLUMNS}
              id={({ kind, id: used }) => `${kind} ${used}`}
              to={({ kind, id: used }) => `/${kind}s/${used}`}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function DeleteButton({ attribute: { id, name } }: { readonly attribute: ComputedAttributeItem }) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const remove = useChange("deleteComputedAttribute", ["listComputedAttributes", "listAttributes"]);
  const confirm = () =>
    remove.mutate(
      { params: { id } },
      {
        onSuccess: async () => {
          await navigate("/computed-attributes");
          sayDone(`${name} is deleted.`);
        },
        onError: (error) => {
          setAsking(false);
          sayError(error, "It was not deleted");
        },
      },
    );
  return (
    <>
      <Button variant="default" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => setAsking(true)}>
        Delete
      </Button>
      <ConfirmModal
        opened={asking}
        danger
        title={`Delete ${name}?`}
        confirm="Delete"
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
      >
        <Text size="sm">Its values are taken out of all profiles. Made anew, it is computed from history again.</Text>
      </ConfirmModal>
    </>
  );
}
