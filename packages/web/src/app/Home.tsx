import { Navigate } from "react-router";
import { useRead } from "../api/hooks.ts";
import { SkeletonLines } from "../ui/Loaded.tsx";

/** Before the first event there is only one thing to do: connect. After it, campaigns are what people come for. */
export function Home() {
  const events = useRead("listRegistryEvents", { query: { limit: 1 } });
  if (events.isPending) return <SkeletonLines />;
  return <Navigate to={events.data?.items.length === 0 ? "/connect" : "/campaigns"} replace />;
}
