import type { OpenApiDocument } from "./docsPage.ts";

const TRACKING = "Tracking (Segment-compatible)";

const common = {
  messageId: { type: "string", description: "Your own id; a repeat is taken once." },
  userId: { type: "string" },
  anonymousId: { type: "string" },
  timestamp: { type: "string", format: "date-time", description: "When it happened; now where left out." },
  context: { type: "object", additionalProperties: true, description: "ip, locale, timezone, page, library ... as Segment's libraries send it." },
};

const traits = {
  traits: { type: "object", additionalProperties: true, description: "Attributes of the person; `email` and `phone` are identifiers as well." },
};
const properties = { properties: { type: "object", additionalProperties: true } };

const CALLS: { readonly [type: string]: { readonly summary: string; readonly properties: object; readonly required?: readonly string[] } } = {
  identify: { summary: "Say who somebody is", properties: traits },
  track: { summary: "Say what somebody did", properties: { event: { type: "string", description: "`Order Completed`" }, ...properties }, required: ["event"] },
  page: { summary: "Say which page somebody saw", properties: { name: { type: "string" }, ...properties } },
  screen: { summary: "Say which screen of an app somebody saw", properties: { name: { type: "string" }, ...properties } },
  group: { summary: "Say to which group somebody belongs", properties: { groupId: { type: "string" }, ...traits }, required: ["groupId"] },
  alias: { summary: "Say that two ids are one person", properties: { previousId: { type: "string" } }, required: ["previousId"] },
};

/**
 * What the foreign-facing doors take. Their protocols belong to others and are read by hand, so that no event is lost for a
 * detail; here stands what matters of them.
 */
export function doorPaths(): OpenApiDocument["paths"] {
  const single = Object.entries(CALLS).map(([type, call]) => [
    `/v1/${type}`,
    { post: operation(call.summary, { type: "object", properties: { ...call.properties, ...common }, ...(call.required ? { required: call.required } : {}) }) },
  ]);
  return {
    ...Object.fromEntries(single),
    "/v1/batch": {
      post: operation("Send many calls at once", {
        type: "object",
        required: ["batch"],
        properties: {
          batch: {
            type: "array",
            items: { type: "object", required: ["type"], properties: { type: { enum: Object.keys(CALLS) }, ...common }, additionalProperties: true },
          },
          sentAt: { type: "string", format: "date-time", description: "The clock of the sender, by which skewed timestamps are mended." },
        },
      }),
    },
    "/webhooks/stripe": {
      post: {
        tags: ["Webhooks"],
        summary: "Where Stripe posts its events",
        security: [],
        description: "Signed by Stripe with the secret of BECKON_STRIPE_WEBHOOK_SECRET, over the bytes of the body.",
        parameters: [{ name: "stripe-signature", in: "header", required: true, schema: { type: "string" } }],
        requestBody: { content: { "application/json": { schema: { type: "object", description: "A Stripe event.", additionalProperties: true } } } },
        responses: {
          200: { description: "Taken, or known already." },
          "4XX": { description: "What was wrong.", content: { "application/json": { schema: { $ref: "#/components/schemas/ErrorBody" } } } },
        },
      },
    },
  };
}

function operation(summary: string, schema: object): OpenApiDocument["paths"][string][string] {
  return {
    tags: [TRACKING],
    summary,
    description:
      "Use Segment's libraries with this server as their host. A 200 means that the good events are durable; what was wrong with others stands in the answer and among the dead letters.",
    security: [{ writeKey: [] }],
    requestBody: { content: { "application/json": { schema } } },
    responses: {
      200: {
        description: "Durable.",
        content: { "application/json": { schema: { type: "object", properties: { success: { type: "boolean" } }, additionalProperties: true } } },
      },
      "4XX": { description: "What was wrong.", content: { "application/json": { schema: { $ref: "#/components/schemas/ErrorBody" } } } },
    },
  };
}
