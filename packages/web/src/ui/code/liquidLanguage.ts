import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { html, htmlCompletionSource } from "@codemirror/lang-html";
import { liquid } from "@codemirror/lang-liquid";
import type { Extension } from "@uiw/react-codemirror";
import { type LiquidVariable, liquidOptions } from "./liquidCompletion.ts";

/** Liquid, in HTML or MJML where there are tags to colour. `variables` is asked each time, so that what arrives later is offered too. */
export function liquidLanguage(hasTags: boolean, variables: () => readonly LiquidVariable[]): Extension[] {
  // MJML is HTML to the parser, with tags of its own; in plain text and subjects there are no tags to colour.
  const base = hasTags ? html({ matchClosingTags: true, selfClosingTags: true }) : undefined;
  // In place of the language's own completion, which offers words of Shopify that the server does not know.
  return [liquid({ base }), autocompletion({ override: [hasTags ? liquidElseHtml : ownLiquid], icons: false })];

  function ownLiquid(context: CompletionContext): CompletionResult | null {
    const found = liquidOptions(context.state.doc.toString(), context.pos, variables());
    return found && { ...found, options: [...found.options], validFor: /^[\w.-]*$/ };
  }

  function liquidElseHtml(context: CompletionContext): CompletionResult | null {
    return ownLiquid(context) ?? htmlCompletionSource(context);
  }
}
