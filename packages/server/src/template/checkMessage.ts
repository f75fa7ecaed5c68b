import type { EmailMessage } from "@beckon/core";
import { type CompiledEmail, type CompileOptions, compileMessage, type MessageProblem } from "./compileEmail.ts";
import { ROOTS } from "./drops.ts";
import { missingFallbacks } from "./missingFallbacks.ts";

/** What is to be mended in a message before its campaign is launched. `knownPaths`: what every profile or event has, by the registry. */
export async function checkMessage(message: EmailMessage, options: CompileOptions, knownPaths: ReadonlySet<string>): Promise<MessageProblem[]> {
  const compiled = await compileMessage(message, options);
  const problems = [...compiled.problems];
  if (compiled.original) problems.push(...fallbackProblems(compiled.original, "message", message, knownPaths));
  for (const [locale, wording] of compiled.translations) {
    if (wording) problems.push(...fallbackProblems(wording, `message.translations.${locale}`, message, knownPaths));
  }
  return problems;
}

function fallbackProblems(wording: CompiledEmail, path: string, message: EmailMessage, knownPaths: ReadonlySet<string>): MessageProblem[] {
  const parts = [
    ["subject", wording.subject],
    ["body", wording.html ?? wording.text],
  ] as const;
  return parts.flatMap(([part, template]) => missingFallbacks(template.templates, knownPaths).map((missing) => problemOf(missing, `${path}.${part}`, message)));
}

function problemOf({ path: variable, isKnownRoot }: { path: string; isKnownRoot: boolean }, path: string, message: EmailMessage): MessageProblem {
  if (!isKnownRoot) {
    return {
      severity: "error",
      code: "variable_unknown",
      path,
      message: `There is no variable \`${variable}\`; did you mean \`profile.${variable}\` or \`event.${variable}\`? Variables begin with ${ROOTS.slice(0, 5).join(", ")}.`,
    };
  }
  const consequence = (message.onMissing ?? "skip") === "skip" ? "people without it do not get the message" : "people without it see nothing in its place";
  return {
    severity: "warning",
    code: "fallback_missing",
    path,
    message: `\`${variable}\` has no default: ${consequence}. Write {{ ${variable} | default: "..." }} to give it one.`,
  };
}
