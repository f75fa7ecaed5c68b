import type { FastifyRequest } from "fastify";
import { logoPath } from "../../engine/brand.ts";
import type { WorkspaceRow } from "../../store/workspaces.ts";
import { acceptedLanguages, ownName, type Tongue, tongueOf } from "./language.ts";
import { escaped, type Manner } from "./page.ts";

/** The language for somebody of whom only the request is known. */
export function tongueOfRequest(request: FastifyRequest, workspace?: WorkspaceRow, chosen: string | null = null): Tongue {
  const asked = (request.query as { readonly lang?: unknown } | undefined)?.lang;
  return tongueOf([
    typeof asked === "string" ? asked : null,
    chosen,
    ...acceptedLanguages(request.headers["accept-language"]),
    ...(workspace?.settings.languages ?? []),
  ]);
}

/** How the workspace's pages look to whoever asks. `chosen`: the language that the person told before. */
export function mannerOf(request: FastifyRequest, workspace: WorkspaceRow, chosen: string | null): Manner {
  return {
    name: workspace.name,
    branding: workspace.settings.branding,
    logo: workspace.logo === null ? null : logoPath(workspace.logo),
    tongue: tongueOfRequest(request, workspace, chosen),
  };
}

/** Links to the same page in the workspace's other languages; nothing where there is one. */
export function languageLinks({ settings }: WorkspaceRow, current: Tongue): string {
  const others = settings.languages.filter(
    (language) => language !== current.tag && language !== current.tag.split("-")[0] && tongueOf([language]).tag === language,
  );
  if (others.length === 0) return "";
  return `<nav>${others.map((language) => `<a href="?lang=${escaped(language)}" hreflang="${escaped(language)}" lang="${escaped(language)}">${escaped(ownName(language))}</a>`).join(" ")}</nav>`;
}
