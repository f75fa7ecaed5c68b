import { type Event, INTERNAL } from "../event/event.ts";
import type { Session } from "../profile/profile.ts";
import { parseDuration } from "../time/duration.ts";
import { type Instant, MINUTE } from "../time/instant.ts";
import type { Happening } from "../trigger/trigger.ts";
import type { Turn } from "./turn.ts";

type SessionHappening = Extract<Happening, { kind: "session_started" | "session_ended" }>;

/**
 * Moves the session by one event: none or an outlived one -> a new one starts; else it goes on. The end is a timer that
 * moves lazily: activity only writes `lastAt`, and the timer that fires too early is set again at the exact end. So an
 * active person costs one timer per half hour, not one per event.
 */
export function touchSession(turn: Turn, event: Event): SessionHappening[] {
  const timeout = sessionTimeout(turn);
  if (!isActivity(event) || event.at < event.receivedAt - timeout) return [];
  const happenings: SessionHappening[] = [];
  const { session } = turn.profile;
  if (session && event.at >= session.lastAt + timeout) {
    turn.cancelTimer(session.timerAt, "session", session.id);
    happenings.push(endSession(turn, session));
  }
  if (!turn.profile.session) happenings.push(startSession(turn, event, timeout));
  turn.change({ session: withEvent(turn, turn.profile.session as Session, event) });
  return happenings;
}

/** What Beckon or a payment provider says about a person is not the person being there; nor is an import of the past. */
function isActivity(event: Event): boolean {
  return event.kind !== "internal" && event.source !== "stripe" && !event.flags?.includes("imported");
}

/** The session's timer fired: ends it, or finds it still alive and waits on. */
export function fireSessionTimer(turn: Turn, sessionId: string): SessionHappening[] {
  const { session } = turn.profile;
  if (!session || session.id !== sessionId) return [];
  const endsAt = session.lastAt + sessionTimeout(turn);
  // Against the instant the timer stands for: when we are behind, what came between it and now may have kept the session alive.
  if (endsAt <= turn.at) return [endSession(turn, session)];
  turn.setTimer(endsAt, "session", session.id);
  turn.change({ session: { ...session, timerAt: endsAt } });
  return [];
}

function startSession(turn: Turn, event: Event, timeout: number): SessionHappening {
  const id = turn.deriveId("session");
  const timerAt = event.at + timeout;
  const session: Session = { id, startedAt: event.at, lastAt: event.at, timerAt, events: {}, last: {} };
  turn.setTimer(timerAt, "session", id);
  turn.change({ session });
  const started = sessionEvent(turn, INTERNAL.sessionStarted, session, event.at);
  return { kind: "session_started", session, event: { ...started, properties: { ...event.properties, ...started.properties } } };
}

/** A session ends when its last activity is `timeout` ago, at exactly that instant, however late we notice. */
function endSession(turn: Turn, session: Session): SessionHappening {
  const event = sessionEvent(turn, INTERNAL.sessionEnded, session, session.lastAt + sessionTimeout(turn));
  turn.change({ session: null });
  return { kind: "session_ended", session, event };
}

function sessionEvent(turn: Turn, name: string, session: Session, at: Instant): Event {
  const event: Event = {
    id: turn.deriveId(name),
    kind: "internal",
    name,
    at,
    receivedAt: turn.now,
    source: "beckon",
    messageId: `${name}:${session.id}`,
    context: {},
    properties: {
      session_id: session.id,
      started_at: new Date(session.startedAt).toISOString(),
      seconds: Math.round((session.lastAt - session.startedAt) / 1000),
    },
  };
  turn.join(event);
  return event;
}

function withEvent(turn: Turn, session: Session, event: Event): Session {
  const lastAt = Math.max(session.lastAt, event.at);
  if (!turn.definitions.sessionEvents.has(event.name)) return lastAt === session.lastAt ? session : { ...session, lastAt };
  return {
    ...session,
    lastAt,
    events: { ...session.events, [event.name]: (session.events[event.name] ?? 0) + 1 },
    last: { ...session.last, [event.name]: event.properties },
  };
}

const DEFAULT_SESSION_TIMEOUT = 30 * MINUTE;

function sessionTimeout(turn: Turn): number {
  return parseDuration(turn.definitions.workspace.sessionTimeout) || DEFAULT_SESSION_TIMEOUT;
}
