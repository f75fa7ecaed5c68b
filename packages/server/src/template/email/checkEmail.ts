import type { EmailMessage } from "@beckon/core";
import type { CompileOptions, MessageProblem } from "../messageTemplate.ts";
import { fallbackProblem, missingFallbacks } from "../missingFallbacks.ts";
import { type CompiledWording, compileEmail } from "./compileEmail.ts";

/** What is to be mended in a message before its campaign is launched. `knownPaths`: what every profile or event has, by the registry. */
export async function checkEmail(message: EmailMessage, options: CompileOptions, knownPaths: ReadonlySet<string>): Promise<MessageProblem[]> {
  const compiled = await compileEmail(message, options);
  const problems = [...compiled.problems];
  if (compiled.original) problems.push(...fallbackProblems(compiled.original, "message", message, knownPaths));
  for (const [locale, wording] of compiled.translations) {
    if (wording) problems.push(...fallbackProblems(wording, `message.translations.${locale}`, message, knownPaths));
  }
  return problems;
}

function fallbackProblems(wording: CompiledWording, path: string, message: EmailMessage, knownPaths: ReadonlySet<string>): MessageProblem[] {
  const parts = [
    ["subject", wording.subject],
    ["body", wording.html ?? wording.text],
  ] as const;
  return parts.flatMap(([part, template]) =>
    missingFallbacks(template.templates, knownPaths).map((missing) => fallbackProblem(missing, `${path}.${part}`, message)),
  );
}
