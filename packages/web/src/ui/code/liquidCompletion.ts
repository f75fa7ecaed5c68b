/** A variable offered inside `{{ }}`: `profile.plan`, with what it holds. */
export interface Completion {
  /** Dotted from the root: `event.cart_id`. */
  readonly path: string;
  readonly detail?: string;
}

/** What lang-liquid asks for: roots, and what follows a given path. */
export interface LiquidNames {
  readonly variables: readonly { readonly label: string; readonly type: string }[];
  readonly properties: (path: readonly string[]) => readonly { readonly label: string; readonly type: string; readonly detail?: string }[];
}

/** The tree that the dotted paths form, as the editor's completion wants it. */
export function liquidNames(completions: readonly Completion[]): LiquidNames {
  const roots = new Set(completions.map(({ path }) => path.split(".")[0]!));
  return {
    variables: [...roots].map((label) => ({ label, type: "variable" })),
    properties: (path) => nextNames(completions, path),
  };
}

function nextNames(completions: readonly Completion[], path: readonly string[]) {
  const prefix = `${path.join(".")}.`;
  const next = new Map<string, string | undefined>();
  for (const { path: whole, detail } of completions) {
    if (!whole.startsWith(prefix)) continue;
    const [label, ...rest] = whole.slice(prefix.length).split(".");
    if (label) next.set(label, rest.length === 0 ? detail : next.get(label));
  }
  return [...next].map(([label, detail]) => ({ label, type: "property", detail }));
}
