import type { EmailMessage } from "@beckon/core";
import { fallbackProblem } from "../fallbackProblem.ts";
import type { CompileOptions, KnownVariables, MessageProblem } from "../messageTemplate.ts";
import { missingFallbacks } from "../missingFallbacks.ts";
import { type CompiledWording, compileEmail } from "./compileEmail.ts";

/** What is to be mended in a message before its campaign is launched. */
export async function checkEmail(message: EmailMessage, options: CompileOptions, known: KnownVariables): Promise<MessageProblem[]> {
  const compiled = await compileEmail(message, options);
  const problems = [...compiled.problems];
  if (compiled.original) problems.push(...fallbackProblems(compiled.original, "message", message, known));
  for (const [locale, wording] of compiled.translations) {
    if (wording) problems.push(...fallbackProblems(wording, `message.translations.${locale}`, message, known));
  }
  return problems;
}

function fallbackProblems(wording: CompiledWording, path: string, message: EmailMessage, known: KnownVariables): MessageProblem[] {
  const parts = [
    ["subject", wording.subject],
    ["body", wording.html ?? wording.text],
  ] as const;
  return parts.flatMap(([part, template]) =>
    missingFallbacks(template.templates, known.always).map((missing) => fallbackProblem(missing, `${path}.${part}`, message, known, wording.fromBlocks)),
  );
}
