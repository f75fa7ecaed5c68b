import { NavLink } from "react-router";
import { useRead } from "../api/hooks.ts";
import { useMay } from "../api/me.ts";
import classes from "./StatusBadge.module.css";

const LOOKED_EVERY_MS = 60_000;

/** Says in the navigation that something needs somebody's attention; silent while all is well. */
export function StatusBadge({ onLeave }: { readonly onLeave: (() => void) | undefined }) {
  const mayRead = useMay("status:read");
  const status = useRead("getStatus", undefined, { enabled: mayRead, every: LOOKED_EVERY_MS });
  if (!status.data || status.data.level === "ok") return null;
  const { level, problems } = status.data;
  return (
    <NavLink to="/settings?tab=status" className={classes.badge} data-level={level} onClick={onLeave}>
      <span className={classes.dot} aria-hidden />
      {problems.length === 1 ? "One thing needs attention" : `${problems.length} things need attention`}
    </NavLink>
  );
}
