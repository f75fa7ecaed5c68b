import type { SigningSecret, WebhookSettings } from "@beckon/contract";
import { Button, Code, List, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { ConfirmModal } from "../../ui/ConfirmModal.tsx";
import { Loaded } from "../../ui/Loaded.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SecretText } from "../../ui/SecretText.tsx";
import { Snippet } from "../../ui/Snippet.tsx";
import { sayDone, sayError } from "../../ui/say.ts";
import { Time } from "../../ui/Time.tsx";

const VERIFY = `import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.BECKON_SIGNING_SECRET);
const event = webhook.verify(rawBody, request.headers); // throws where it is not ours
`;

/** How receivers know that a webhook is ours, and where webhooks may go. */
export function WebhooksSection() {
  const settings = useRead("getWebhookSettings");
  return (
    <Stack gap="lg">
      <Loaded query={settings}>{(data) => <Signing settings={data} />}</Loaded>
      <Panel title="How to verify" lead="Every webhook is signed by Standard Webhooks; there are libraries for most languages. This is Node.js.">
        <Stack gap="sm">
          <Snippet code={VERIFY} label="verification code" />
          <Text size="sm" c="dimmed">
            Verify the body as it came, before it is parsed. The same <Code>webhook-id</Code> may come twice: drop what you have seen.
          </Text>
        </Stack>
      </Panel>
      <Loaded query={settings}>{(data) => <PrivateHosts allowed={data.allowPrivate} />}</Loaded>
    </Stack>
  );
}

function Signing({ settings }: { readonly settings: WebhookSettings }) {
  const reveal = useChange("revealSigningSecrets");
  const may = useMay("keys:write");
  const [rotating, modal] = useDisclosure(false);
  return (
    <Panel
      title="Signing secret"
      lead="One for the whole workspace. Whoever has it can pass for Beckon, so keep it as you keep a password."
      actions={
        may && (
          <Button size="xs" variant="default" onClick={modal.open}>
            Rotate
          </Button>
        )
      }
    >
      <Stack gap="sm" align="flex-start">
        {reveal.data
          ? reveal.data.items.map((item) => <Revealed key={item.secret} item={item} />)
          : settings.signing.map((item) => <Since key={item.createdAt} {...item} />)}
        {may ? (
          <Button
            size="xs"
            variant="default"
            loading={reveal.isPending}
            onClick={() => (reveal.data ? reveal.reset() : reveal.mutate(undefined, { onError: (error) => sayError(error) }))}
          >
            {reveal.data ? "Hide it" : "Show the secret"}
          </Button>
        ) : (
          <Text size="sm" c="dimmed">
            Admins can show and rotate it.
          </Text>
        )}
      </Stack>
      <RotateSecret opened={rotating} onClose={modal.close} onDone={reveal.reset} />
    </Panel>
  );
}

function Revealed({ item }: { readonly item: SigningSecret }) {
  return (
    <div>
      <SecretText value={item.secret} label="Copy the signing secret" />
      <Since {...item} />
    </div>
  );
}

function Since({ createdAt, expiresAt }: Pick<SigningSecret, "createdAt" | "expiresAt">) {
  return (
    <Text size="sm" c="dimmed">
      {expiresAt === null ? (
        <>
          In use, made <Time at={createdAt} />
        </>
      ) : (
        <>
          Replaced; signs beside the new one until <Time at={expiresAt} />
        </>
      )}
    </Text>
  );
}

function RotateSecret({ opened, onClose, onDone }: { readonly opened: boolean; readonly onClose: () => void; readonly onDone: () => void }) {
  const rotate = useChange("rotateSigningSecret", ["getWebhookSettings"]);
  const confirm = () =>
    rotate.mutate(undefined, {
      onSuccess: () => {
        sayDone("A new secret signs. Show it, and give it to your receivers.");
        onDone();
        onClose();
      },
      onError: (error) => sayError(error),
    });
  return (
    <ConfirmModal opened={opened} onClose={onClose} title="Rotate the signing secret?" confirm="Rotate" busy={rotate.isPending} onConfirm={confirm}>
      <Text size="sm">
        A new secret signs at once. The present one signs beside it for 24 hours: in that time receivers accept either, and you give them the new one. After
        that, whoever still has only the old one refuses our webhooks.
      </Text>
    </ConfirmModal>
  );
}

function PrivateHosts({ allowed }: { readonly allowed: readonly string[] }) {
  return (
    <Panel title="Private addresses" lead="Webhooks go to public addresses only, so that no campaign reaches into your own network.">
      <Stack gap="sm">
        {allowed.length === 0 ? (
          <Text size="sm">No exceptions.</Text>
        ) : (
          <List size="sm" aria-label="Allowed private hosts and networks">
            {allowed.map((host) => (
              <List.Item key={host}>
                <Code>{host}</Code>
              </List.Item>
            ))}
          </List>
        )}
        <Text size="sm" c="dimmed">
          Whoever runs the server allows hosts and networks by <Code>BECKON_WEBHOOK_ALLOW_PRIVATE</Code>, such as <Code>crm.internal,10.0.0.0/8</Code>.
        </Text>
      </Stack>
    </Panel>
  );
}
