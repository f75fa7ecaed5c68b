import { Anchor, Code, List } from "@mantine/core";
import { Link } from "react-router";
import { Panel } from "../../ui/Panel.tsx";
import { Snippet } from "../../ui/Snippet.tsx";
import { GuidedPage } from "./GuidedPage.tsx";
import { stripeUrl } from "./snippets.ts";

export function StripePage() {
  const url = stripeUrl(window.location.origin);
  return (
    <GuidedPage
      title="Stripe"
      lead="Stripe tells Beckon of each customer, trial, invoice and payment."
      hint="In Stripe's dashboard send a test event to the endpoint, or pay with a test card."
      source="stripe"
    >
      <Panel title="Four steps">
        <List type="ordered" spacing="md" size="sm">
          <List.Item>
            In Stripe's dashboard open Developers, Webhooks, and add an endpoint with this address:
            <Snippet code={url} label="webhook address" />
          </List.Item>
          <List.Item>Choose the events on customers, subscriptions, charges and invoices.</List.Item>
          <List.Item>
            Copy the endpoint's signing secret (<Code>whsec_…</Code>) and enter it under{" "}
            <Anchor component={Link} to="/integrations/stripe" size="sm">
              Integrations, Stripe
            </Anchor>
            . Whoever prefers settings starts Beckon with it:
            <Snippet code="BECKON_STRIPE_WEBHOOK_SECRET=whsec_... npm start" label="start command" />
          </List.Item>
          <List.Item>
            Stripe must be able to reach this address from the internet. While trying it out, Stripe's own program brings the events here:
            <Snippet code={`stripe listen --forward-to ${url}`} label="forward command" />
          </List.Item>
        </List>
      </Panel>
    </GuidedPage>
  );
}
