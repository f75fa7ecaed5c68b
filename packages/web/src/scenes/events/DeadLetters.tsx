import type { DeadLetter } from "@beckon/contract";
import { Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { MailX, RotateCcw, Trash2 } from "lucide-react";
import { useChange, useList } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { JsonBlock } from "../../ui/JsonBlock.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { MoreButton } from "../../ui/MoreButton.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { inWords } from "../../ui/states.ts";
import { Time } from "../../ui/Time.tsx";
import { useParameter } from "../../ui/useParameter.ts";

/** Events that could not be taken, with the reason; mend the cause, then replay. */
export function DeadLetters() {
  const [shown, setShown] = useParameter("letters");
  const state = shown === "replayed" ? "replayed" : "open";
  const letters = useList("listDeadLetters", { query: { state } }, { every: 5_000 });
  const may = useMay("events:write");
  return (
    <>
      <Group mb="md" justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="Show"
          data={[
            { value: "open", label: "Open" },
            { value: "replayed", label: "Replayed" },
          ]}
          value={state}
          onChange={(value) => setShown(value === "open" ? null : value)}
        />
        {state === "open" && may && (letters.data?.length ?? 0) > 0 && (
          <Group gap="xs">
            <DiscardAll />
            <ReplayAll />
          </Group>
        )}
      </Group>
      <Panel flush>
        <Loaded query={letters}>
          {(items) =>
            items.length === 0 ? (
              <NoLetters state={state} />
            ) : (
              <>
                {items.map((letter) => (
                  <Letter key={letter.id} letter={letter} may={may} />
                ))}
                <MoreButton list={letters} />
              </>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function NoLetters({ state }: { readonly state: "open" | "replayed" }) {
  if (state === "replayed")
    return (
      <EmptyState icon={RotateCcw} title="Nothing was replayed yet">
        A dead letter that was replayed is kept here.
      </EmptyState>
    );
  return (
    <EmptyState icon={MailX} title="No dead letters">
      Good: every event could be taken. One that cannot is kept here with its reason. Mend the cause and replay it, or discard it.
    </EmptyState>
  );
}

function ReplayAll() {
  const replay = useChange("replayDeadLetters", ["listDeadLetters", "getStatus"]);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<RotateCcw size={15} aria-hidden />}
      loading={replay.isPending}
      onClick={() =>
        replay.mutate(
          { body: {} },
          {
            onSuccess: ({ accepted, rejected, left }) => sayDone(`${accepted} taken, ${rejected} still refused, ${left} left.`),
            onError: (error) => sayError(error),
          },
        )
      }
    >
      Replay all
    </Button>
  );
}

/** Ends what cannot be mended, so that the status is not troubled by it for ever. */
function DiscardAll() {
  const [asked, ask] = useDisclosure(false);
  const discard = useChange("discardDeadLetters", ["listDeadLetters", "getStatus"]);
  return (
    <>
      <Button size="xs" variant="default" leftSection={<Trash2 size={15} aria-hidden />} onClick={ask.open}>
        Discard all
      </Button>
      <ConfirmModal
        opened={asked}
        title="Discard all open dead letters?"
        confirm="Discard all"
        danger
        busy={discard.isPending}
        onClose={ask.close}
        onConfirm={() =>
          discard.mutate(
            { body: {} },
            {
              onSuccess: ({ discarded }) => {
                ask.close();
                sayDone(`${discarded.toLocaleString("en")} discarded.`);
              },
              onError: (error) => sayError(error),
            },
          )
        }
      >
        They cannot be replayed afterwards. Nobody's profile changes: these events were never taken.
      </ConfirmModal>
    </>
  );
}

function Letter({ letter, may }: { readonly letter: DeadLetter; readonly may: boolean }) {
  const replay = useChange("replayDeadLetter", ["listDeadLetters", "getStatus"]);
  const discard = useChange("discardDeadLetter", ["listDeadLetters", "getStatus"]);
  return (
    <Disclosure
      summary={
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <span>
            <Badge color="red" mr="xs">
              {inWords(letter.reason)}
            </Badge>
            <Text span size="sm">
              {letter.detail}
            </Text>
          </span>
          <Text size="xs" c="dimmed" span>
            {letter.source} · <Time at={letter.at} />
          </Text>
        </Group>
      }
    >
      {() => (
        <Stack gap="sm" align="stretch">
          <JsonBlock value={letter.body} label="body of the dead letter" />
          {may && !letter.replayedAt && (
            <Group>
              <Button
                size="xs"
                leftSection={<RotateCcw size={15} aria-hidden />}
                loading={replay.isPending}
                onClick={() =>
                  replay.mutate(
                    { params: { id: letter.id } },
                    {
                      onSuccess: ({ status, message }) =>
                        status === "rejected" ? sayError(new Error(message ?? "It is still refused."), "Still refused") : sayDone(message ?? "Taken."),
                      onError: (error) => sayError(error),
                    },
                  )
                }
              >
                Replay
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<Trash2 size={15} aria-hidden />}
                loading={discard.isPending}
                onClick={() => discard.mutate({ params: { id: letter.id } }, { onSuccess: () => sayDone("Discarded."), onError: (error) => sayError(error) })}
              >
                Discard
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Disclosure>
  );
}
