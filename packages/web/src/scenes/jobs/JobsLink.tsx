import { Loader } from "@mantine/core";
import { NavLink } from "react-router";
import { useRead } from "../../api/hooks.ts";

const REFRESH_MS = 5_000;

/** Stands in the navigation while long work is under way. */
export function JobsLink({ className, onLeave }: { readonly className: string | undefined; readonly onLeave: (() => void) | undefined }) {
  const jobs = useRead("listJobs", { query: { open: true, limit: 20 } }, { every: REFRESH_MS });
  const running = (jobs.data?.items ?? []).filter((job) => Date.parse(job.readyAt) <= Date.now());
  const [first] = running;
  if (!first) return null;
  const share = first.total ? `, ${Math.min(99, Math.floor((100 * first.done) / first.total))} %` : "";
  return (
    <NavLink to="/jobs" className={className} onClick={onLeave}>
      <Loader size={16} aria-hidden /> {running.length === 1 ? `1 job${share}` : `${running.length} jobs`}
    </NavLink>
  );
}
