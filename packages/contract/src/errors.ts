import { type Static, Type } from "typebox";
import { AnyJson } from "./scalars.ts";

/**
 * Every refusal that Beckon gives, once: its status and a sentence that says what to mend. `{name}` is filled from the
 * refusal's details. A code is never reused for another meaning: clients may rely on it.
 */
export const ERRORS = {
  // the request itself
  validation_failed: { status: 400, message: "{problem}" },
  body_not_json: { status: 400, message: "The body is not valid JSON: {problem}." },
  body_missing: { status: 400, message: "This request needs a JSON body." },
  body_too_large: { status: 413, message: "The body is larger than {limit} bytes." },
  unsupported_media_type: { status: 415, message: "Send the body as application/json; {found} is not read here." },
  cursor_invalid: { status: 400, message: "This cursor was not given by this list; start again without `cursor`." },
  text_not_storable: { status: 400, message: "A text in the request holds a character that cannot be stored (NUL or half of a surrogate pair); remove it." },
  route_not_found: { status: 404, message: "There is no {method} {path}; /docs lists what there is." },
  not_found: { status: 404, message: "There is no {what} {id}." },
  rate_limited: { status: 429, message: "Too many requests; try again in {seconds} seconds." },
  internal: { status: 500, message: "Something went wrong on our side; it is in the log under request {requestId}." },
  unavailable: { status: 503, message: "{problem}" },

  // who calls
  not_signed_in: { status: 401, message: "Sign in, or send an API key as `Authorization: Bearer <key>`." },
  wrong_sign_in: { status: 401, message: "This mail address and password do not go together." },
  sign_in_throttled: { status: 429, message: "Too many attempts to sign in; try again in {seconds} seconds." },
  wrong_key: { status: 401, message: "This key is unknown, has expired or was revoked." },
  key_kind: { status: 403, message: "This is a {kind} key; here an API key is needed." },
  not_allowed: { status: 403, message: "Your role is {role}; this needs {needed}." },
  key_scope: { status: 403, message: "The key {name} may not do this; it needs the permission {permission}." },
  wrong_origin: {
    status: 403,
    message: "This change came from {origin}, which is not Beckon's own address; open Beckon at its public URL (setting BECKON_PUBLIC_URL), or use an API key.",
  },

  // setup, users, keys
  setup_done: { status: 409, message: "Beckon is set up already; sign in instead." },
  password_weak: { status: 400, message: "{problem}" },
  wrong_password: { status: 403, message: "This is not your current password." },
  second_factor_needed: { status: 401, message: "Enter the code that your authenticator app shows." },
  second_factor_wrong: {
    status: 401,
    message: "This code is not right, or was used before. Wait for the next one that your app shows, or use a recovery code.",
  },
  second_factor_code_wrong: { status: 403, message: "This code is not right, or was used before. Wait for the next one that your app shows." },
  second_factor_missing: { status: 403, message: "This workspace asks for a second factor; set one up under My account first." },
  second_factor_state: { status: 409, message: "{problem}" },
  sealed_elsewhere: { status: 409, message: "{problem}" },
  user_deactivated: { status: 403, message: "Your account is deactivated; ask an admin of {workspace} to let you in again." },
  user_needed: { status: 403, message: "An API key has no account of its own; sign in as a user." },
  user_state: { status: 409, message: "{problem}" },
  user_exists: { status: 409, message: "{email} is a user already." },
  last_owner: { status: 409, message: "{name} is the last owner; make somebody else owner first." },
  role_above: { status: 403, message: "{problem}" },
  invite_invalid: { status: 404, message: "This invitation was used, taken back or is older than seven days; ask for a new one." },
  reset_invalid: { status: 404, message: "This link was used, replaced by a newer one, or is too old; ask for a new one." },
  time_zone_unknown: { status: 400, message: "`{zone}` is not a time zone; use an IANA name such as Europe/Berlin." },
  key_invalid: { status: 422, message: "{problem}" },
  key_revoked: { status: 409, message: "This key was revoked already." },
  key_from_environment: { status: 409, message: "This key is given by the setting {setting}; change it there." },

  // idempotency
  idempotency_mismatch: { status: 422, message: "This Idempotency-Key was used before with another request; use a new one." },
  idempotency_in_flight: { status: 409, message: "A request with this Idempotency-Key is still being answered; try again in a moment." },

  // campaigns and definitions
  campaign_invalid: { status: 422, message: "{problem}" },
  campaign_key_taken: { status: 409, message: "The key `{key}` belongs to another campaign; choose another." },
  campaign_key_fixed: { status: 409, message: "The key of a launched campaign stays `{key}`; duplicate it to use another." },
  campaign_state: { status: 409, message: "{problem}" },
  campaign_changed: { status: 409, message: "The draft was changed at {changedAt} since you opened it; reload it and make your change again." },
  task_changed: { status: 409, message: "Somebody else has changed this task meanwhile; look at it again." },
  campaign_no_changes: { status: 409, message: "The draft is the same as version {version}, which is live; there is nothing to launch." },
  campaign_has_history: { status: 409, message: "This campaign was launched before, so its history is kept; archive it instead." },
  content_block_invalid: { status: 422, message: "{problem}" },
  content_block_name_taken: { status: 409, message: "There is a content block “{name}” already; choose another name." },
  content_block_in_use: { status: 409, message: "{problem}" },
  content_block_changed: { status: 409, message: "The block was changed at {changedAt} since you opened it; reload it and make your change again." },
  content_block_state: { status: 409, message: "{problem}" },
  segment_invalid: { status: 422, message: "{problem}" },
  segment_key_taken: { status: 409, message: "The key `{key}` belongs to another segment; choose another." },
  segment_key_fixed: { status: 409, message: "The key of a published segment stays `{key}`, because campaigns name it." },
  segment_changed: { status: 409, message: "The draft was changed at {changedAt} since you opened it; reload it and make your change again." },
  segment_no_changes: { status: 409, message: "The draft is the same as version {version}; there is nothing to publish." },
  segment_in_use: { status: 409, message: "This segment is used by {uses}; take it out there first." },
  segment_archived: { status: 409, message: "The segment {segment} is archived; restore it first." },
  segment_building: { status: 409, message: "The segment {segment} is being built ({percent} %); try again when it is done." },
  segment_not_live: { status: 409, message: "The segment {segment} has no live version yet; publish it first." },
  segment_is_list: { status: 409, message: "{segment} is a list: people are put on it and taken off, and there is nothing to publish." },
  stages_invalid: { status: 422, message: "{problem}" },
  stages_changed: { status: 409, message: "The stages were changed at {changedAt} since you opened them; reload them and make your change again." },
  stages_no_changes: { status: 409, message: "The draft is the same as version {version}; there is nothing to publish." },
  stages_in_use: { status: 409, message: "Stages are used by {uses}; take them out there first." },
  stages_building: { status: 409, message: "People are being placed in the stages ({percent} %); try again when it is done." },
  stages_missing: { status: 409, message: "There are no stages yet; save some first, for example one of the sets at /api/stages/sets." },
  stages_not_live: { status: 409, message: "No stages are live yet; publish them first." },
  stage_unknown: { status: 404, message: "There is no stage `{stage}`; the stages are {stages}." },
  segment_is_live: { status: 409, message: "{segment} goes by a condition: nobody is put on it or taken off by hand. Make a list for that." },
  computed_attribute_invalid: { status: 422, message: "{problem}" },
  computed_attribute_name_taken: { status: 409, message: "There is a computed attribute `{name}` already; choose another name." },
  computed_attribute_name_fixed: {
    status: 409,
    message: "A computed attribute keeps its name, `{name}`, because conditions and messages go by it; make another one.",
  },
  computed_attribute_no_changes: { status: 409, message: "This is how `{name}` is computed already; there is nothing to build." },
  computed_attribute_in_use: { status: 409, message: "This computed attribute is used by {uses}; take it out there first." },
  computed_attribute_building: { status: 409, message: "The computed attribute `{name}` is being built ({percent} %); try again when it is done." },
  rfm_off: { status: 409, message: "People are not ranked yet; say by which event and value first." },
  rfm_running: { status: 409, message: "People are being ranked ({percent} %); try again when it is done." },
  rfm_in_use: { status: 409, message: "The RFM groups are used by {uses}; take them out there first." },
  attribute_computed: { status: 409, message: "`{name}` is a computed attribute: Beckon keeps it from what people do, and nobody else writes it." },
  rehearsal_invalid: { status: 422, message: "{problem}" },
  rehearsal_not_done: { status: 409, message: "This rehearsal is not done ({state}); its people and its comparison are there once it is." },
  rehearsals_waiting: { status: 409, message: "{count} rehearsals wait for their turn already; cancel one, or wait until one is done." },
  definitions_invalid: { status: 422, message: "{problem}" },

  // promotions and vouchers
  promotion_invalid: { status: 400, message: "{problem}" },
  promotion_name_taken: { status: 409, message: "There is a promotion “{name}” already; choose another name." },
  promotion_in_use: { status: 409, message: "Vouchers of “{name}” were given out or used; deleting it takes their history along. Say `force` to do so." },
  validation_rule_invalid: { status: 400, message: "{problem}" },
  voucher_code_taken: { status: 409, message: "There is a voucher with the code {code} already; choose another." },
  voucher_given: { status: 400, message: "The voucher {code} was given to somebody else." },
  voucher_in_use: { status: 409, message: "The voucher {code} was given out or used; deleting it takes its history along. Say `force` to do so." },
  voucher_invalid: { status: 400, message: "{problem}" },
  voucher_none_left: { status: 400, message: "“{promotion}” has no voucher left to give." },
  voucher_not_for_customer: { status: 400, message: "{problem}" },
  publication_source_taken: { status: 400, message: "A voucher was given under the source id {id} before, to somebody else or of another promotion." },
  redemption_failed: { status: 400, message: "{id} is no use of a voucher that could be taken back." },
  redemption_of_stack: { status: 400, message: "{id} was used together with others; take back {stack}." },
  redemption_taken_back: { status: 400, message: "{id} was taken back already." },

  // messages
  message_not_rendered: { status: 422, message: "{problem}" },
  test_send_failed: { status: 502, message: "The mail server did not take the test message: {problem}" },
  nobody_to_preview: { status: 422, message: "Choose a profile, or send an event first: there is nobody to preview this message as." },

  // providers and their hooks
  provider_from_environment: { status: 409, message: "{provider} is set by {setting}; change it there, or take the setting away to choose here." },
  provider_active: { status: 409, message: "{provider} carries your mail; choose another one first, or stop sending with it." },
  hook_refused: { status: 401, message: "This call is not believed: {problem}." },
  hook_malformed: { status: 400, message: "This call cannot be read: {problem}." },

  // profiles
  merge_invalid: { status: 422, message: "{problem}" },
  profile_nameless: { status: 422, message: "A profile needs a mail address, a phone number or a user id to be known by." },
  message_gone: { status: 409, message: "This message is not waiting any more; reload the page to see what became of it." },
  merge_undone: { status: 409, message: "This merge was undone already." },
  topic_unknown: { status: 422, message: "There is no topic `{topic}`; the workspace has {topics}." },

  // long work and files
  job_ended: { status: 409, message: "This work is over already ({state})." },
  job_cannot_stop: { status: 409, message: "This work has begun and cannot be stopped half done." },
  file_gone: { status: 410, message: "This file is not kept any more; make it again." },
  picture_unreadable: { status: 422, message: "This is no PNG, JPEG, WebP or GIF of at most 200 kB ({kilobytes} kB came)." },

  import_file_unusable: { status: 422, message: "{problem}" },
  import_file_too_large: { status: 413, message: "The file is larger than {megabytes} MB; part it and import the parts one after the other." },
  import_plan_invalid: { status: 422, message: "{problem}" },
  erasure_state: { status: 409, message: "{problem}" },
  import_state: { status: 409, message: "{problem}" },

  // events
  event_invalid: { status: 400, message: "{problem}" },
  event_too_large: { status: 400, message: "The event is larger than {limit} bytes." },
  batch_too_large: { status: 413, message: "The batch is larger than {limit} bytes; send it in parts." },
  schema_violation: { status: 400, message: "`{event}` does not fit its schema: {problem}." },
  schema_invalid: { status: 422, message: "This is not a JSON Schema: {problem}." },
  source_not_configured: { status: 404, message: "{problem}" },
  signature_invalid: { status: 400, message: "The signature does not fit the body: {problem}." },
  dead_letter_replayed: { status: 409, message: "This dead letter was replayed already." },
} as const satisfies { readonly [code: string]: { readonly status: number; readonly message: string } };

export type ErrorCode = keyof typeof ERRORS;

/** Body of every answer that is not a success. */
export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.Unsafe<ErrorCode>({ type: "string", enum: Object.keys(ERRORS) }),
      message: Type.String({ description: "One sentence that says what to mend." }),
      path: Type.Optional(Type.String({ description: "Where in the request, for example `body.trigger.event`." })),
      details: Type.Optional(AnyJson),
      requestId: Type.Optional(Type.String()),
    }),
  },
  { description: "What was wrong and what would be right." },
);
export type ErrorBody = Static<typeof ErrorBody>;

/** The code's sentence with its gaps filled. A gap without a value stays visible, which a test finds. */
export function messageOf(code: ErrorCode, details: { readonly [name: string]: unknown } = {}): string {
  return ERRORS[code].message.replace(/\{(\w+)\}/g, (gap, name: string) => (details[name] === undefined ? gap : String(details[name])));
}
