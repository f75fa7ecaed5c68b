import type { DnsRecord } from "@beckon/contract";
import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Globe } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../api/hooks.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Snippet } from "../../ui/Snippet.tsx";
import { useParameter } from "../../ui/useParameter.ts";

const BACK = { to: "/integrations", label: "Integrations" };
const NAMES: { readonly [what in DnsRecord["what"]]: string } = {
  spf: "SPF: who may send",
  dkim: "DKIM: the key of the signatures",
  dmarc: "DMARC: what to do with the rest",
  return_path: "Return path: where bounces go",
};
const LOOKS: { readonly [state in DnsRecord["state"]]: { readonly label: string; readonly color: string } } = {
  found: { label: "Found", color: "green" },
  missing: { label: "Missing", color: "red" },
  wrong: { label: "To mend", color: "orange" },
  not_looked_up: { label: "Not looked up", color: "gray" },
};

/** What stands in the DNS of a sender's domain, and what should. */
export function SendingDomainPage() {
  const workspace = useRead("getWorkspace");
  const [asked, setAsked] = useParameter("domain");
  const domain = asked || (workspace.data?.settings.sender?.email.split("@")[1] ?? "");
  return (
    <Page title="Sending domain" lead="Mail is believed when the DNS of its sender's domain says so. Set these records where the domain is kept." back={BACK}>
      <Stack gap="lg">
        <DomainForm key={domain} domain={domain} onAsk={setAsked} />
        {domain ? (
          <Records domain={domain} />
        ) : (
          <EmptyState icon={Globe} title="No domain yet">
            Enter the part of your sender's address after the @, or set a sender under Settings.
          </EmptyState>
        )}
      </Stack>
    </Page>
  );
}

function DomainForm({ domain, onAsk }: { readonly domain: string; readonly onAsk: (domain: string) => void }) {
  const [text, setText] = useState(domain);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(text.trim().toLowerCase());
      }}
    >
      <Group align="flex-end">
        <TextInput label="Domain" placeholder="shop.example" value={text} maxLength={253} onChange={(event) => setText(event.currentTarget.value)} w={320} />
        <Button type="submit" variant="default">
          Look up
        </Button>
      </Group>
    </form>
  );
}

function Records({ domain }: { readonly domain: string }) {
  const check = useRead("checkSendingDomain", { params: { domain } });
  return (
    <Loaded query={check}>
      {({ items, provider }) => (
        <>
          {items.map((record) => (
            <Panel key={record.what} title={NAMES[record.what]} actions={<Badge color={LOOKS[record.state].color}>{LOOKS[record.state].label}</Badge>}>
              <Stack gap="xs">
                <Text size="sm">{record.sentence}</Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {record.type} record of {record.name}
                </Text>
                {record.found.length > 0 && <Snippet code={record.found.join("\n")} label={`what stands there for ${record.what}`} />}
                {record.wanted && record.state !== "found" && (
                  <>
                    <Text size="sm">For example:</Text>
                    <Snippet code={record.wanted} label={`record to set for ${record.what}`} />
                  </>
                )}
              </Stack>
            </Panel>
          ))}
          {!provider && (
            <Text size="sm" c="dimmed">
              Choose who carries your mail first: the records name that provider.
            </Text>
          )}
        </>
      )}
    </Loaded>
  );
}
