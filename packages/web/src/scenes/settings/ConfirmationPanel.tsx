import { Alert, Anchor, Button, Group, Text } from "@mantine/core";
import { Link, useNavigate } from "react-router";
import { useChange, useRead } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { sayError } from "../../ui/say.ts";
import { confirmation } from "../campaigns/starters.ts";

/** Topics with double opt-in live by a campaign that sends the link to confirm: says whether there is one, and makes it where there is none. */
export function ConfirmationPanel() {
  const live = useRead("getConfirmation").data;
  const mayMake = useMay("campaigns:write");
  const create = useChange("createCampaign", ["listCampaigns"]);
  const navigate = useNavigate();
  if (live === undefined) return null;
  if (live.campaign !== null)
    return (
      <Text size="sm" c="dimmed">
        The mail to confirm is sent by{" "}
        <Anchor component={Link} to={`/campaigns/${live.campaign.id}`}>
          {live.campaign.name}
        </Anchor>
        .
      </Text>
    );
  const make = () =>
    create.mutate(
      { body: { document: confirmation.document } },
      { onSuccess: ({ id }) => void navigate(`/campaigns/${id}?tab=editor`), onError: (error) => sayError(error) },
    );
  return (
    <Alert color="yellow" title="Nobody is asked to confirm yet">
      <Text size="sm" mb="sm">
        Who asks for a topic with confirmation waits until they press the link in a mail. No live campaign sends that mail: it is triggered by “Subscription
        Requested” and holds the link <code>{"{{ message.confirm_url }}"}</code>.
      </Text>
      {mayMake && (
        <Group>
          <Button size="xs" loading={create.isPending} onClick={make}>
            Write that mail
          </Button>
        </Group>
      )}
    </Alert>
  );
}
