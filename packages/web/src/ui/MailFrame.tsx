import { Alert, SegmentedControl, Stack, Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { CodeText } from "./CodeText.tsx";
import { harmlessMail } from "./harmlessMail.ts";
import classes from "./MailFrame.module.css";
import { mailSize } from "./mailSize.ts";

const VIEWS = [
  { value: "desktop", label: "Desktop" },
  { value: "phone", label: "Phone" },
  { value: "dark", label: "Dark" },
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
  const inverted = shown === "dark" && !hasDarkStyle(html);
  const safe = useMemo(() => (html === null ? null : harmlessMail(html, inverted)), [html, inverted]);
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
          <InboxLine subject={subject} preheader={preheader} />
          <Text size="xs" c="dimmed">
            {[from && `From ${from}`, to && `to ${to}`].filter(Boolean).join(" ")}
          </Text>
        </header>
        {shown === "text" || html === null ? (
          <CodeText className={classes.text} label="Plain text of the mail">
            {text}
          </CodeText>
        ) : (
          <iframe className={classes.frame} title="The mail" sandbox="" srcDoc={safe ?? ""} data-inverted={inverted || undefined} />
        )}
      </div>
      {shown === "dark" && (
        <Text size="xs" c="dimmed">
          {inverted
            ? "A simulation: light surfaces turned dark and pictures left as they are, about as mail programs do it. Each does it in its own way."
            : "A simulation: the mail’s own dark style, as the programs show it that follow it."}
        </Text>
      )}
      {html !== null && <Size html={html} />}
    </Stack>
  );
}

/** As a list of mails shows it: the subject, and after it what else fits. */
function InboxLine({ subject, preheader }: Pick<MailFrameProps, "subject" | "preheader">) {
  return (
    <Text lineClamp={2}>
      {subject ? (
        <Text span fw={600}>
          {subject}
        </Text>
      ) : (
        <Text span c="dimmed">
          No subject yet
        </Text>
      )}
      {preheader && (
        <Text span size="sm" c="dimmed">
          {" "}
          – {preheader}
        </Text>
      )}
    </Text>
  );
}

function Size({ html }: { readonly html: string }) {
  const { text, isClipped } = useMemo(() => mailSize(html), [html]);
  if (!isClipped) {
    return (
      <Text size="xs" c="dimmed">
        HTML of {text}
      </Text>
    );
  }
  return (
    <Alert color="yellow" p="xs" icon={<TriangleAlert size={16} aria-hidden />}>
      <Text size="sm">The HTML has {text}. Gmail cuts mails off at 102 kB, and with the end goes the link to unsubscribe.</Text>
    </Alert>
  );
}

/** Whether the mail says itself how it looks in the dark. */
function hasDarkStyle(html: string | null): boolean {
  return html !== null && /prefers-color-scheme\s*:\s*dark/i.test(html);
}
