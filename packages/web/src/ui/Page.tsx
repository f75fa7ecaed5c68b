import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import { ChevronLeft } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import classes from "./Page.module.css";
import { useHeadingFocus } from "./useHeadingFocus.ts";

interface PageProps {
  readonly title: string;
  /** One sentence under the title: what this page is for. */
  readonly lead?: ReactNode;
  /** Shown beside the title: a status badge, for example. */
  readonly badge?: ReactNode;
  readonly actions?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  /** `wide` for work areas with two panes. */
  readonly width?: "normal" | "wide";
  readonly children: ReactNode;
}

/** The frame of every page: title, what it is for, what can be done, content. Names the browser tab too. */
export function Page({ title, lead, badge, actions, back, width = "normal", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Beckon`;
  }, [title]);
  const heading = useHeadingFocus();
  return (
    <div className={classes.page} data-width={width}>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" c="dimmed" underline="hover" className={classes.back}>
          <ChevronLeft size={16} aria-hidden /> {back.label}
        </Anchor>
      )}
      <header className={classes.header}>
        <Stack gap={4} className={classes.heading}>
          <Group gap="sm">
            <Title order={1} ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </Title>
            {badge}
          </Group>
          {lead && (
            <Text c="dimmed" maw="44rem">
              {lead}
            </Text>
          )}
        </Stack>
        {actions && (
          <Group gap="xs" className={classes.actions}>
            {actions}
          </Group>
        )}
      </header>
      {children}
    </div>
  );
}
