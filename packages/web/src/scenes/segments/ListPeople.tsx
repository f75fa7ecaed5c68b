import type { MemberRef, SegmentDetail, SegmentMember } from "@beckon/contract";
import { Alert, Anchor, Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { FileUp, UserPlus } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/me.ts";
import { ProfilePicker } from "../../pickers/ProfilePicker.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { personName } from "../../ui/personName.ts";
import { sayError } from "../../ui/say.ts";
import { peopleText } from "../../ui/sizeText.ts";
import { undoable } from "../../ui/undoable.tsx";
import { Members } from "./Members.tsx";
import { membersOfFile, membersOfText, textOfMember } from "./memberText.ts";

/** A request of the API takes so many. */
const CHUNK = 1_000;
const UNKNOWN_SHOWN = 20;
const STALE = ["listSegmentMembers", "getSegment", "listSegments"];

/** A list: who is on it, and the three ways by which people are put on it. */
export function ListPeople({ segment }: { readonly segment: SegmentDetail }) {
  const mayWrite = useMay("segments:write");
  const client = useQueryClient();
  const refresh = () => Promise.all(STALE.map((route) => client.invalidateQueries({ queryKey: [route] })));
  const change = async (route: "addListMembers" | "removeListMembers", members: readonly MemberRef[]) => {
    const answer = await api(route, { params: { id: segment.id }, body: { members: [...members] } });
    await refresh();
    return answer;
  };
  const takeOff = async ({ profile }: SegmentMember) => {
    const members = [{ profileId: profile.id }];
    try {
      await change("removeListMembers", members);
      undoable(`${personName(profile)} is off the list.`, () => change("addListMembers", members));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Stack gap="lg">
      {mayWrite && <AddPeople list={segment.id} add={(members) => change("addListMembers", members)} />}
      <Members segment={segment} onRemove={mayWrite ? (member) => void takeOff(member) : undefined} />
    </Stack>
  );
}

interface Added {
  readonly accepted: number;
  readonly unknown: readonly MemberRef[];
}

function AddPeople({ list, add }: { readonly list: string; readonly add: (members: readonly MemberRef[]) => Promise<Added> }) {
  const mayImport = useMay("profiles:import");
  const [text, setText] = useState("");
  const [done, setDone] = useState<{ readonly sent: number; readonly of: number } | null>(null);
  const [added, setAdded] = useState<Added | null>(null);
  const pasted = membersOfText(text);
  const send = async (members: readonly MemberRef[]) => {
    const total = { accepted: 0, unknown: [] as MemberRef[] };
    try {
      for (let at = 0; at < members.length; at += CHUNK) {
        setDone({ sent: at, of: members.length });
        const { accepted, unknown } = await add(members.slice(at, at + CHUNK));
        total.accepted += accepted;
        total.unknown.push(...unknown);
      }
      setText("");
    } catch (error) {
      sayError(error, "Not all were put on the list");
    }
    setDone(null);
    setAdded(members.length > 0 ? total : null);
  };
  const read = async (file: File | null) => {
    if (!file) return;
    const members = membersOfFile(await file.text());
    if (members.length === 0) sayError(new Error("No column is called email or user_id; name one of them in the first line."), "Nobody was found in the file");
    else await send(members);
  };
  return (
    <Panel title="Put people on it" lead="People who are known already.">
      <Stack>
        <ProfilePicker label="By name" placeholder="Type a name or address" value={null} onChange={(profileId) => profileId && void send([{ profileId }])} />
        <Textarea
          label="By what you know them by"
          description="Mail addresses or user ids, one a line or separated by commas"
          placeholder={"ann@shop.example\ncustomer-4711"}
          autosize
          minRows={2}
          maxRows={10}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="sm">
          <Button leftSection={<UserPlus size={16} aria-hidden />} disabled={pasted.length === 0} loading={done !== null} onClick={() => void send(pasted)}>
            {pasted.length === 0 ? "Put on the list" : `Put ${peopleText(pasted.length)} on the list`}
          </Button>
          <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => void read(file)}>
            {(button) => (
              <Button {...button} variant="default" leftSection={<FileUp size={16} aria-hidden />} disabled={done !== null}>
                From a CSV file
              </Button>
            )}
          </FileButton>
          {done && done.of > CHUNK && (
            <Text size="sm" c="dimmed" role="status">
              {done.sent.toLocaleString("en")} of {done.of.toLocaleString("en")}
            </Text>
          )}
        </Group>
        {mayImport && (
          <Text size="sm" c="dimmed">
            A file with people who are new?{" "}
            <Anchor component={Link} to={`/imports?list=${list}`} inherit>
              Import it onto this list
            </Anchor>
          </Text>
        )}
        {added && <Outcome added={added} />}
      </Stack>
    </Panel>
  );
}

function Outcome({ added: { accepted, unknown } }: { readonly added: Added }) {
  return (
    <Alert color={unknown.length === 0 ? "green" : "yellow"} role="status">
      <Text size="sm">
        {peopleText(accepted)} {accepted === 1 ? "is" : "are"} on the list.
        {unknown.length > 0 && ` Nobody is known by ${unknown.length === 1 ? "this" : `these ${unknown.length.toLocaleString("en")}`}:`}
      </Text>
      {unknown.length > 0 && (
        <Text size="sm">
          {unknown.slice(0, UNKNOWN_SHOWN).map(textOfMember).join(", ")}
          {unknown.length > UNKNOWN_SHOWN && " …"}
        </Text>
      )}
    </Alert>
  );
}
