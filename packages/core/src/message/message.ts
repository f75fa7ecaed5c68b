import type { JsonObject, JsonSchema } from "../json.ts";

/** What a campaign sends, as a document. Each kind is a file in `messages/`; `kinds.ts` lists them. The kind is named by the channel that takes it. */
export interface MessageNode {
  readonly channel: string;
  /** A variable without a value and without a default: send with nothing in its place, or skip the message. Default `skip`. */
  readonly onMissing?: "send" | "skip";
}

/** A message ready to leave, for one person. */
export interface RenderedNode {
  readonly channel: string;
  readonly sendId: string;
}

/** How a rendered message is kept, whatever its kind: what lists call it, its texts, and the few facts that a kind needs to show it again. */
export interface KeptContent {
  /** `Your cart is still here`, `POST https://shop.example/hook` */
  readonly title: string;
  /** Empty where the kind has none. */
  readonly sender: string;
  readonly html: string | null;
  readonly text: string;
  readonly headers: { readonly [name: string]: string };
  readonly details: JsonObject | null;
}

/** A kind of message. `M` is its document, `R` what leaves, `C` what is shown of it later. */
export interface MessageKind<M extends MessageNode = MessageNode, R extends RenderedNode = RenderedNode, C extends object = object> {
  readonly channel: M["channel"];
  readonly schema: JsonSchema;
  /** In a sentence after “Send”: `the email “Your cart”`. */
  describe(message: M): string;
  /** Fields that only the sender needs: they are left out of what workers hold in memory. */
  readonly content: readonly string[];
  /** Where it goes for one person, or null where the person has no address for it. */
  address(message: M, addresses: { readonly [channel: string]: string }): string | null;
  /** Whether a person gets it, so that what protects people's peace applies: consent to the channel, quiet hours, caps, the programme's holdout. */
  reachesPerson(message: M): boolean;
  /** Whether it may be handed over again where nobody knows if it arrived. */
  isRepeatable(message: M): boolean;
  keep(rendered: R): KeptContent;
  show(kept: KeptContent): C;
}
