import { CaptureTag, type Context, type Emitter, type Liquid, type Parser, Tag, type TagToken, type Template, type TopLevelToken } from "liquidjs";
import { CappedText } from "./cappedText.ts";
import { escapeHtml, SafeHtml, unescapeHtml } from "./htmlEscape.ts";
import { settingsOf } from "./renderSettings.ts";

/** Thrown by `{% abort_message("reason") %}`: the message is skipped, with the reason in the decision log. */
export class MessageAborted extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`aborted: ${reason}`);
    this.name = "MessageAborted";
    this.reason = reason;
  }
}

/** `{% abort_message("out of stock") %}`, as at Braze; also without brackets and without a reason. */
export class AbortMessageTag extends Tag {
  readonly #reason: string;

  constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid) {
    super(token, remainTokens, liquid);
    const args = token.args.trim();
    const inner = args.startsWith("(") && args.endsWith(")") ? args.slice(1, -1).trim() : args;
    this.#reason = inner.replace(/^(["'])(.*)\1$/s, "$2").trim() || "aborted by the message";
  }

  render(): never {
    throw new MessageAborted(this.#reason);
  }
}

/** Like liquidjs' own, but bounded (there, growth by `capture` is charged to no limit), and in HTML its result is known to be escaped already. */
export class BoundedCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    this.assign(context, yield this.liquid.renderer.renderTemplates(this.templates, context, new CappedText()));
  }

  assign(context: Context, text: string): void {
    context.bottom()[this.variable] = this.liquid.options.outputEscape ? new SafeHtml(text) : text;
  }
}

/** The name under which links are wrapped when a message is compiled; authors need not know it. */
export const LINK_TAG = "beckon_link";

/** Its content is the address of a link; what comes out is the address on our own domain that counts the click and leads there. */
export class TrackedLinkTag extends Tag {
  readonly templates: Template[] = [];
  readonly #isHtml: boolean;

  constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remainTokens, liquid);
    this.#isHtml = Boolean(liquid.options.outputEscape);
    const stream = parser
      .parseStream(remainTokens)
      .on(`tag:end${LINK_TAG}`, () => stream.stop())
      .on("template", (template: Template) => this.templates.push(template))
      .on("end", () => {
        throw new Error(`tag ${token.getText()} not closed`);
      });
    stream.start();
  }

  *render(context: Context, emitter: Emitter): Generator<unknown, void, string> {
    emitter.write(this.tracked(context, yield this.liquid.renderer.renderTemplates(this.templates, context, new CappedText())));
  }

  /** The address that takes the place of the one written. */
  tracked(context: Context, written: string): string {
    const { click } = settingsOf(context);
    return this.#isHtml ? escapeHtml(click(unescapeHtml(written).trim())) : click(written.trim());
  }

  // biome-ignore lint/correctness/useYield: liquidjs takes what it returns
  *children(): Generator<unknown, Template[]> {
    return this.templates;
  }
}

export const PIXEL_TAG = "beckon_pixel";

/** The one-dot image that counts an open; nothing where opens are not counted (previews). */
export class OpenPixelTag extends Tag {
  render(context: Context, emitter: Emitter): void {
    const { openPixelUrl } = settingsOf(context);
    if (openPixelUrl !== null)
      emitter.write(`<img src="${escapeHtml(openPixelUrl)}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">`);
  }
}
