import type { RehearsalDetail, RehearsalItem } from "@beckon/contract";
import { Alert, Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { ChevronLeft, Trash2 } from "lucide-react";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { fullTime } from "../../ui/time.ts";
import { useParameter } from "../../ui/useParameter.ts";
import { WorkProgress } from "../../ui/WorkProgress.tsx";
import { Comparison } from "./Comparison.tsx";
import { RehearsalResult } from "./RehearsalResult.tsx";
import { countText, periodText, populationText, stateText } from "./rehearsalWords.ts";

interface OpenRehearsalProps {
  readonly id: string;
  readonly launched: boolean;
  /** Rehearsals of the same campaign or journey. */
  readonly others: readonly RehearsalItem[];
  readonly onClose: () => void;
}

const REFRESH_MS = 1_000;
const isOpen = (state: RehearsalItem["state"]) => state === "waiting" || state === "running";

/** One rehearsal: how far it is, then what came of it, alone or beside another. */
export function OpenRehearsal({ id, launched, others, onClose }: OpenRehearsalProps) {
  const rehearsal = useRead("getRehearsal", { params: { id } }, { every: (data) => (data && !isOpen(data.state) ? false : REFRESH_MS) });
  return <Loaded query={rehearsal}>{(data) => <Opened rehearsal={data} launched={launched} others={others} onClose={onClose} />}</Loaded>;
}

function Opened({ rehearsal, launched, others, onClose }: Omit<OpenRehearsalProps, "id"> & { readonly rehearsal: RehearsalDetail }) {
  const mayWrite = useMay("campaigns:write");
  const [against, setAgainst] = useParameter("against");
  const remove = useChange("deleteRehearsal", ["listRehearsals"]);
  const choices = [
    ...(launched ? [{ value: "real", label: "what really went out" }] : []),
    ...others
      .filter(({ id, state }) => id !== rehearsal.id && state === "done")
      .map((other) => ({ value: other.id, label: `${periodText(other)}, begun ${fullTime(Date.parse(other.createdAt))}` })),
  ];
  const close = () => {
    setAgainst(null);
    onClose();
  };
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Stack gap={2}>
          <Button
            variant="transparent"
            size="compact-sm"
            px={0}
            c="dimmed"
            leftSection={<ChevronLeft size={16} aria-hidden />}
            onClick={close}
            style={{ alignSelf: "flex-start" }}
          >
            All rehearsals
          </Button>
          <Title order={2} size="h3">
            {periodText(rehearsal)}
          </Title>
          <Text size="sm" c="dimmed">
            Of {populationText(rehearsal)}, begun by {rehearsal.startedBy} on {fullTime(Date.parse(rehearsal.createdAt))}
          </Text>
        </Stack>
        <Group gap="sm" align="flex-end">
          {rehearsal.result && choices.length > 0 && (
            <Select
              label="Compare with"
              size="xs"
              w={240}
              clearable
              placeholder="nothing"
              data={choices}
              value={against || null}
              onChange={setAgainst}
              clearButtonProps={{ "aria-label": "Compare with nothing" }}
            />
          )}
          {mayWrite && !isOpen(rehearsal.state) && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Trash2 size={14} aria-hidden />}
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(
                  { params: { id: rehearsal.id } },
                  {
                    onSuccess: () => {
                      sayDone("The rehearsal is deleted. It can be run again at any time.");
                      close();
                    },
                    onError: (error) => sayError(error),
                  },
                )
              }
            >
              Delete
            </Button>
          )}
        </Group>
      </Group>
      {rehearsal.result === null ? (
        <AtWork rehearsal={rehearsal} />
      ) : against !== "" ? (
        <>
          {against === "real" && rehearsal.population.kind === "segment" && (
            <Alert color="blue">
              <Text size="sm">Only {populationText(rehearsal)} was rehearsed; what really went out went to everyone.</Text>
            </Alert>
          )}
          <Comparison id={rehearsal.id} against={against} />
        </>
      ) : (
        <RehearsalResult rehearsal={rehearsal} result={rehearsal.result} />
      )}
    </Stack>
  );
}

/** How far it is, or why there is nothing to read. */
function AtWork({ rehearsal }: { readonly rehearsal: RehearsalDetail }) {
  const mayWrite = useMay("campaigns:write");
  const cancel = useChange("cancelRehearsal", ["getRehearsal", "listRehearsals"]);
  const { state, percent, soFar, error } = rehearsal;
  if (!isOpen(state)) {
    return (
      <Alert color={state === "failed" ? "red" : "gray"} title={state === "failed" ? "It did not come to its end" : "It was stopped"}>
        <Text size="sm">{error ?? "Nothing of it was kept. Go back to all rehearsals to begin another."}</Text>
      </Alert>
    );
  }
  return (
    <Panel
      title={state === "waiting" ? "Waits for its turn" : "What happened happens again"}
      lead="You may leave this page: it goes on, also over a restart, and never gets into the way of live messages."
      actions={
        mayWrite && (
          <Button
            size="xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params: { id: rehearsal.id } }, { onError: (problem) => sayError(problem) })}
          >
            Stop it
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <WorkProgress step={stateText(rehearsal)} done={percent} total={100} />
        {soFar && (
          <Text size="sm" c="dimmed">
            So far {countText(soFar.looked, "person", "people")} looked at, {soFar.entered.toLocaleString("en")} came in,{" "}
            {countText(soFar.messages, "message", "messages")}.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
