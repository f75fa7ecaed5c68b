import type { JsonObject } from "@beckon/core";

/** Names of the refusals that the engine's desks give; each has its status and sentence in the contract's table of errors. */
export type RefusalCode =
  | "not_found"
  | "setup_done"
  | "password_weak"
  | "wrong_password"
  | "second_factor_needed"
  | "second_factor_wrong"
  | "sealed_elsewhere"
  | "second_factor_code_wrong"
  | "second_factor_state"
  | "user_deactivated"
  | "user_state"
  | "user_exists"
  | "last_owner"
  | "role_above"
  | "invite_invalid"
  | "reset_invalid"
  | "key_invalid"
  | "time_zone_unknown"
  | "key_revoked"
  | "key_from_environment"
  | "campaign_invalid"
  | "campaign_key_taken"
  | "campaign_key_fixed"
  | "campaign_state"
  | "campaign_changed"
  | "campaign_no_changes"
  | "campaign_has_history"
  | "content_block_invalid"
  | "content_block_name_taken"
  | "content_block_in_use"
  | "content_block_changed"
  | "content_block_state"
  | "segment_invalid"
  | "segment_key_taken"
  | "segment_key_fixed"
  | "segment_changed"
  | "segment_no_changes"
  | "segment_in_use"
  | "segment_building"
  | "segment_not_live"
  | "segment_is_list"
  | "segment_is_live"
  | "stages_invalid"
  | "stages_changed"
  | "stages_no_changes"
  | "stages_in_use"
  | "stages_building"
  | "stages_missing"
  | "stages_not_live"
  | "definitions_invalid"
  | "merge_invalid"
  | "merge_undone"
  | "profile_nameless"
  | "message_gone"
  | "schema_invalid"
  | "dead_letter_replayed"
  | "job_ended"
  | "job_cannot_stop"
  | "file_gone"
  | "import_file_unusable"
  | "import_file_too_large"
  | "import_plan_invalid"
  | "import_state"
  | "erasure_state"
  | "topic_unknown"
  | "picture_unreadable"
  | "validation_failed"
  | "nobody_to_preview"
  | "message_not_rendered"
  | "test_send_failed"
  | "event_invalid"
  | "provider_active"
  | "provider_from_environment"
  | "wrong_sign_in"
  | "sign_in_throttled";

/** A no with a name, thrown by the desks and answered by HTTP and CLI in their own way. `details` fill the sentence. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: JsonObject;
  readonly path: string | undefined;

  constructor(code: RefusalCode, details: JsonObject = {}, path?: string) {
    super(code);
    this.code = code;
    this.details = details;
    this.path = path;
  }
}
