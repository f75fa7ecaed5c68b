import { Box, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  readonly title?: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Lists bring their own padding. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A white card with an optional heading: the one container of the app. */
export function Panel({ title, lead, actions, flush, children }: PanelProps) {
  return (
    <section className={classes.panel} data-flush={flush || undefined} aria-label={title}>
      {(title || actions) && (
        <Group justify="space-between" wrap="nowrap" align="flex-start" className={classes.header}>
          <Stack gap={2} className={classes.heading}>
            {title && (
              <Title order={2} size="h3">
                {title}
              </Title>
            )}
            {lead && (
              <Text size="sm" c="dimmed">
                {lead}
              </Text>
            )}
          </Stack>
          {actions && <Box className={classes.actions}>{actions}</Box>}
        </Group>
      )}
      <Box className={classes.body}>{children}</Box>
    </section>
  );
}
