import { Clock } from "lucide-react";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { timeOfDay } from "../../ui/time.ts";
import { type FoldedSession, whatWasDone } from "./foldSessions.ts";
import classes from "./Timeline.module.css";
import { TimelineRow } from "./TimelineRow.tsx";

/** A session that is over, in one line; opened it shows all that was done in it. */
export function SessionRow({ session }: { readonly session: FoldedSession }) {
  return (
    <Disclosure
      ofRows
      summary={
        <span className={classes.row}>
          <span className={classes.icon}>
            <Clock size={15} aria-hidden />
          </span>
          <span>
            <span className={classes.title}>Session of {lengthOf(session)}</span>
            <span className={classes.body}>{whatWasDone(session)}</span>
          </span>
          <span className={classes.time}>{hoursOf(session)}</span>
        </span>
      }
    >
      {() => session.inside.map((item) => <TimelineRow key={item.id} item={item} />)}
    </Disclosure>
  );
}

function lengthOf({ startedAt, lastAt }: FoldedSession): string {
  const minutes = Math.round((lastAt - startedAt) / 60_000);
  if (minutes < 1) return "less than a minute";
  return minutes === 1 ? "one minute" : `${minutes} minutes`;
}

/** `10:02`, or `10:02 to 10:16`. */
function hoursOf({ startedAt, lastAt }: FoldedSession): string {
  const [from, to] = [timeOfDay(startedAt), timeOfDay(lastAt)];
  return from === to ? from : `${from} to ${to}`;
}
