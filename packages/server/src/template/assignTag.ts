import { type Context, type Liquid, Tag, type TagToken, type TopLevelToken, Value } from "liquidjs";

/**
 * `{% assign name = profile.first_name %}`. Unlike liquidjs' own, what is assigned from a missing value is itself missing,
 * so that `Hi {{ name }}` is caught like `Hi {{ profile.first_name }}` is.
 */
export class AssignTag extends Tag {
  readonly key: string;
  readonly value: Value;

  constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid) {
    super(token, remainTokens, liquid);
    this.key = this.tokenizer.readIdentifier().content;
    this.tokenizer.assert(this.key, "expected a variable name after `assign`");
    this.tokenizer.skipBlank();
    this.tokenizer.assert(this.tokenizer.peek() === "=", `expected = after ${this.key}`);
    this.tokenizer.advance();
    this.value = new Value(this.tokenizer.readFilteredValue(), this.liquid);
  }

  *render(context: Context): Generator<unknown, void, unknown> {
    this.assign(context, yield* this.value.value(context, true));
  }

  assign(context: Context, value: unknown): void {
    context.bottom()[this.key] = value ?? undefined;
  }
}
