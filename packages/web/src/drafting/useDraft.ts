import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, isSignedOut } from "../api/apiError.ts";
import { session, useSessionOver } from "../api/session.ts";

/** `incomplete`: something that a document must have is still missing; it is saved as soon as it is there. */
export type SaveState = "saved" | "waiting" | "saving" | "incomplete" | "refused" | "conflict";

/** A document as the server has it. */
export interface Saved<D> {
  readonly document: D;
  readonly updatedAt: string;
}

/** How documents of a kind are checked, read and saved. */
export interface DraftDesk<D> {
  /** What the document still lacks to be kept at all, or null. */
  readonly shapeProblem: (document: D) => string | null;
  /** @param basedOn `updatedAt` of what was changed */
  readonly save: (document: D, basedOn: string) => Promise<Saved<D>>;
  readonly read: () => Promise<Saved<D>>;
  /** The code of the refusal that somebody else was faster. */
  readonly changed: string;
}

/** How far the saving of a document is. */
export interface Saving {
  readonly state: SaveState;
  readonly error: Error | null;
  /** Saves what is not saved yet. Resolves to whether everything is saved. */
  readonly flush: () => Promise<boolean>;
  /** Takes the server's document in place of this one, after somebody else was faster. */
  readonly reload: () => Promise<void>;
  /** Saves this document over the server's, after somebody else was faster. */
  readonly overwrite: () => Promise<void>;
}

/** The steps back and forth. */
export interface Stepping {
  /** Takes back the last step, or does it again; what was typed without a pause is one step. */
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** A document while it is edited. */
export interface Draft<D> extends Saving, Stepping {
  readonly document: D;
  readonly change: (part: Partial<D>) => void;
  readonly replace: (document: D) => void;
}

/** Long enough not to save every letter, short enough that nobody waits for it. */
const PAUSE_MS = 700;
/** Between tries while the server does not answer. */
const RETRY_MS = 5_000;
/** What follows sooner belongs to the same step of undo. */
const STEP_PAUSE_MS = 800;
const STEPS_MAX = 100;

/**
 * Saves by itself when the typing pauses. One save runs at a time and names what it is based on, so that it cannot
 * overwrite a colleague's.
 * @param desk the same on every render
 */
export function useDraft<D extends object>(server: Saved<D>, desk: DraftDesk<D>): Draft<D> {
  const [document, setDocument] = useState(server.document);
  const [state, setState] = useState<SaveState>("saved");
  const [error, setError] = useState<Error | null>(null);
  const now = useRef({ document: server.document, basedOn: server.updatedAt, dirty: false, running: null as Promise<boolean> | null });

  const save = useCallback(async (): Promise<boolean> => {
    const current = now.current;
    while (current.dirty) {
      const missing = desk.shapeProblem(current.document);
      if (missing !== null) {
        setError(new Error(missing));
        setState("incomplete");
        return false;
      }
      current.dirty = false;
      setState("saving");
      try {
        current.basedOn = (await desk.save(current.document, current.basedOn)).updatedAt;
        setError(null);
      } catch (problem) {
        current.dirty = true;
        if (isSignedOut(problem)) session.end();
        setError(problem instanceof Error ? problem : new Error(String(problem)));
        setState(problem instanceof ApiError && problem.code === desk.changed ? "conflict" : "refused");
        return false;
      }
    }
    setState("saved");
    return true;
  }, [desk]);

  const flush = useCallback(async (): Promise<boolean> => {
    const current = now.current;
    while (current.running) await current.running;
    if (!current.dirty) return true;
    current.running = save().finally(() => {
      current.running = null;
    });
    return current.running;
  }, [save]);

  const steps = useRef({ past: [] as D[], future: [] as D[], at: 0 });
  const put = useCallback((next: D) => {
    now.current.document = next;
    now.current.dirty = true;
    setDocument(next);
    setState((before) => (before === "conflict" ? before : "waiting"));
  }, []);

  const replace = useCallback(
    (next: D) => {
      const { past, at } = steps.current;
      const since = Date.now();
      if (since - at > STEP_PAUSE_MS) past.push(now.current.document);
      steps.current = { past: past.slice(-STEPS_MAX), future: [], at: since };
      put(next);
    },
    [put],
  );

  const undo = useCallback(() => {
    const before = steps.current.past.pop();
    if (before === undefined) return;
    steps.current.future.push(now.current.document);
    steps.current.at = 0;
    put(before);
  }, [put]);

  const redo = useCallback(() => {
    const after = steps.current.future.pop();
    if (after === undefined) return;
    steps.current.past.push(now.current.document);
    steps.current.at = 0;
    put(after);
  }, [put]);

  const change = useCallback((part: Partial<D>) => replace(without({ ...now.current.document, ...part })), [replace]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the document begins the pause anew.
  useEffect(() => {
    if (state !== "waiting") return;
    const timer = setTimeout(() => void flush(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [state, document, flush]);

  // What failed because nobody was signed in, or because the server was away, is tried again without being asked.
  const signedOut = useSessionOver();
  useEffect(() => {
    if (!signedOut && now.current.dirty) void flush();
  }, [signedOut, flush]);
  const isPassing = state === "refused" && error instanceof ApiError && (error.status === 0 || error.status >= 502);
  useEffect(() => {
    if (!isPassing) return;
    const timer = setInterval(() => void flush(), RETRY_MS);
    return () => clearInterval(timer);
  }, [isPassing, flush]);

  const reload = useCallback(async () => {
    const fresh = await desk.read();
    now.current = { document: fresh.document, basedOn: fresh.updatedAt, dirty: false, running: null };
    setDocument(fresh.document);
    setError(null);
    setState("saved");
  }, [desk]);

  const overwrite = useCallback(async () => {
    now.current.basedOn = (await desk.read()).updatedAt;
    await flush();
  }, [desk, flush]);

  // A launch or a pause moves `updatedAt`, and a colleague may have saved: with nothing unsaved here, theirs is ours.
  useEffect(() => {
    const current = now.current;
    if (current.dirty || current.running || server.updatedAt <= current.basedOn) return;
    current.basedOn = server.updatedAt;
    current.document = server.document;
    setDocument(server.document);
  }, [server.updatedAt, server.document]);

  const { past, future } = steps.current;
  const [canUndo, canRedo] = [past.length > 0, future.length > 0];
  return { document, change, replace, undo, redo, canUndo, canRedo, state, error, flush, reload, overwrite };
}

/** The document without the keys that were taken out of it. */
function without<D extends object>(document: D): D {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as D;
}
