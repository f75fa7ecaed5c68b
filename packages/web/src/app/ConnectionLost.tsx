import { Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { connection, useConnectionLost } from "../api/connection.ts";
import classes from "./Shell.module.css";

const TRY_EVERY_MS = 2_000;

/** Says that Beckon does not answer, tries until it does, and then brings the page up to date. What is typed stays. */
export function ConnectionLost() {
  const lost = useConnectionLost();
  const client = useQueryClient();
  useEffect(() => {
    if (!lost) return;
    const trying = setInterval(async () => {
      if (!(await answers())) return;
      connection.found();
      await client.invalidateQueries();
    }, TRY_EVERY_MS);
    return () => clearInterval(trying);
  }, [lost, client]);
  return (
    <div role="status">
      {lost && (
        <div className={classes.lost}>
          <Loader size={14} color="currentColor" aria-hidden />
          Beckon does not answer. This page tries again by itself; what you typed stays.
        </div>
      )}
    </div>
  );
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch("/healthz")).ok;
  } catch {
    return false;
  }
}
