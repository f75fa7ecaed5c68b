import type { MessageListItem } from "@beckon/contract";
import { Stack, Text } from "@mantine/core";
import { Person } from "../../ui/Person.tsx";
import { type Column, RecordTable } from "../../ui/RecordTable.tsx";
import { SendBadge } from "../../ui/StateBadge.tsx";
import { Time } from "../../ui/Time.tsx";

const MESSAGE: Column<MessageListItem> = {
  header: "Message",
  width: "30%",
  cell: (message) => (
    <Stack gap={0}>
      <Text size="sm" fw={600}>
        {message.subject ?? (isOver(message) ? "Not written" : "Not written yet")}
      </Text>
      <Text size="xs" c="dimmed">
        {message.campaign?.name ?? "A campaign that was deleted"}
      </Text>
    </Stack>
  ),
};
const PERSON: Column<MessageListItem> = { header: "To", cell: (message) => <Person person={message.profile} /> };
const REST: readonly Column<MessageListItem>[] = [
  {
    header: "State",
    width: "26%",
    cell: (message) => (
      <Stack gap={2} align="flex-start" miw={{ base: 0, md: 220 }}>
        <SendBadge state={message.state} />
        {message.sentence && (
          <Text size="xs" c="dimmed">
            {message.sentence}
          </Text>
        )}
      </Stack>
    ),
  },
  { header: "Reaction", wideOnly: true, cell: (message) => <Text size="sm">{reaction(message)}</Text> },
  { header: "Decided", width: "8rem", cell: (message) => <Decided message={message} /> },
];

/** When it was decided, by which the list is ordered; and when it left, where that was noticeably later. */
function Decided({ message: { createdAt, sentAt } }: { readonly message: MessageListItem }) {
  return (
    <Stack gap={0}>
      <Time at={createdAt} />
      {sentAt !== null && Date.parse(sentAt) - Date.parse(createdAt) >= NOTICEABLE_MS && (
        <Text size="xs" c="dimmed">
          Sent <Time at={sentAt} />
        </Text>
      )}
    </Stack>
  );
}

const NOTICEABLE_MS = 60_000;

/** Nothing more will be written for it. */
function isOver({ state }: MessageListItem): boolean {
  return state !== "ready" && state !== "sending";
}

/** The furthest that is known of how it was taken. */
function reaction(message: MessageListItem): string {
  if (message.complainedAt) return "Marked as spam";
  if (message.unsubscribedAt) return "Unsubscribed";
  if (message.bouncedAt) return "Bounced";
  if (message.clickedAt) return "Clicked";
  if (message.openedAt) return "Opened";
  return message.deliveredAt ? "Delivered" : "";
}

export function MessageTable({ items, withPerson }: { readonly items: readonly MessageListItem[]; readonly withPerson: boolean }) {
  return (
    <RecordTable
      label="Messages"
      items={items}
      columns={withPerson ? [MESSAGE, PERSON, ...REST] : [MESSAGE, ...REST]}
      id={(message) => message.id}
      to={(message) => `/messages/${message.id}`}
    />
  );
}
