import { Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Brand } from "./Brand.tsx";
import classes from "./DoorPage.module.css";

/** The frame of the pages before the app: sign-in and first run. */
export function DoorPage({ title, lead, children }: { readonly title: string; readonly lead?: ReactNode; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Beckon`;
  }, [title]);
  return (
    <main className={classes.door}>
      <Brand size={34} />
      <div className={classes.card}>
        <Stack gap={4} mb="lg">
          <Title order={1}>{title}</Title>
          {lead && <Text c="dimmed">{lead}</Text>}
        </Stack>
        {children}
      </div>
    </main>
  );
}
