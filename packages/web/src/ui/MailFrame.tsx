import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { CodeText } from "./CodeText.tsx";
import { harmlessMail } from "./harmlessMail.ts";
import classes from "./MailFrame.module.css";

const VIEWS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
  { value: "text", label: "Plain text" },
];

interface MailFrameProps {
  readonly subject: string;
  readonly preheader?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly html: string | null;
  readonly text: string;
}

/**
 * A mail as it looks. Its HTML is foreign: the frame's sandbox allows no script, no form, no way to our origin; and looking at it
 * must not count as having read it.
 */
export function MailFrame({ subject, preheader, from, to, html, text }: MailFrameProps) {
  const [view, setView] = useState("desktop");
  const shown = html === null ? "text" : view;
  const safe = useMemo(() => (html === null ? null : harmlessMail(html)), [html]);
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        className={classes.views}
        value={shown}
        onChange={setView}
        aria-label="Show the mail as"
        data={VIEWS.map((option) => ({ ...option, disabled: html === null && option.value !== "text" }))}
      />
      <div className={classes.mail} data-view={shown}>
        <header className={classes.header}>
          <Text fw={600}>
            {subject || (
              <Text span c="dimmed">
                No subject yet
              </Text>
            )}
          </Text>
          {preheader && (
            <Text size="sm" c="dimmed" lineClamp={1}>
              {preheader}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {[from && `From ${from}`, to && `to ${to}`].filter(Boolean).join(" ")}
          </Text>
        </header>
        {shown === "text" || html === null ? (
          <CodeText className={classes.text} label="Plain text of the mail">
            {text}
          </CodeText>
        ) : (
          <iframe className={classes.frame} title="The mail" sandbox="" srcDoc={safe ?? ""} />
        )}
      </div>
    </Stack>
  );
}
