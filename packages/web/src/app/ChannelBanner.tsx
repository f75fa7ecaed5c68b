import type { ChannelState } from "@beckon/contract";
import { Alert, Anchor, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { Link, useLocation } from "react-router";
import { useRead } from "../api/hooks.ts";
import { useMay } from "../api/me.ts";
import { Time } from "../ui/Time.tsx";

const POLL_MS = 30_000;

/** On top of every page while messages cannot leave: what is wrong, since when, what waits, where to mend it. */
export function ChannelBanner() {
  const may = useMay("status:read");
  const channels = useRead("listChannels", undefined, { every: POLL_MS, enabled: may });
  const { pathname } = useLocation();
  const broken = channels.data?.items.filter((channel) => !channel.ok) ?? [];
  // The pages that mend it say it themselves.
  if (broken.length === 0 || pathname.startsWith("/integrations")) return null;
  return (
    <>
      {broken.map((channel) => (
        <Alert key={channel.name} color="red" icon={<TriangleAlert size={18} aria-hidden />} mt="md" mx={{ base: "md", sm: "xl" }} role="status">
          <Text size="sm">
            <strong>{titleOf(channel)}</strong>
            {channel.since && (
              <>
                {" "}
                (it began <Time at={channel.since} />)
              </>
            )}
            : {channel.detail} {waitingOf(channel)}{" "}
            <Anchor component={Link} to="/integrations" size="sm">
              Look into it
            </Anchor>
          </Text>
        </Alert>
      ))}
    </>
  );
}

function titleOf({ kind, since }: ChannelState): string {
  const what = kind === "email" ? "Mail" : "Webhooks";
  if (since === null) return `${what} may not leave`;
  return kind === "email" ? "Mail does not leave" : "Webhooks do not leave";
}

function waitingOf({ waiting }: ChannelState): string {
  if (waiting === 0) return "Nothing waits.";
  return waiting === 1 ? "One message waits, and leaves once it works." : `${waiting.toLocaleString("en")} messages wait, and leave once it works.`;
}
