import type { Channel } from "@beckon/core";
import type { Clock } from "../clock.ts";
import { newId } from "../ids.ts";
import type { SenderSetting } from "../store/workspaces.ts";

/** A mail of Beckon itself to a user: no campaign, no tracking, nothing kept. */
export interface Notice {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** @returns whether the mail was taken by whoever carries our mail */
export type NoticeMailer = (notice: Notice) => Promise<boolean>;

export interface NoticeMailerOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Whether mail leaves at all, or stays in the local outbox. */
  readonly leaves: () => boolean;
  readonly from: () => Promise<SenderSetting>;
}

export function noticeMailer({ channel, clock, leaves, from }: NoticeMailerOptions): NoticeMailer {
  return async ({ to, subject, text }) => {
    if (!leaves()) return false;
    const sender = await from();
    const id = newId(clock.now());
    const domain = sender.email.split("@")[1] ?? "localhost";
    const { result } = await channel.send({
      channel: "email",
      sendId: id,
      messageId: `<notice-${id}@${domain}>`,
      from: sender,
      to,
      subject: subject.replace(/[\r\n]+/g, " "),
      html: null,
      text,
      headers: {},
    });
    return result === "accepted";
  };
}

export function inviteNotice(invite: { readonly to: string; readonly link: string; readonly workspaceName: string; readonly invitedBy: string }): Notice {
  const { to, link, workspaceName, invitedBy } = invite;
  return {
    to,
    subject: `${invitedBy} invites you to ${workspaceName}`,
    text: `${invitedBy} invites you to ${workspaceName} on Beckon.\n\nChoose your name and a password here:\n${link}\n\nThe link works once, for seven days. If you do not know what this is about, do nothing.\n`,
  };
}

export function resetNotice({ to, link, workspaceName }: { readonly to: string; readonly link: string; readonly workspaceName: string }): Notice {
  return {
    to,
    subject: `Choose a new password for ${workspaceName}`,
    text: `Somebody, we hope you, asked for a new password for ${to} on Beckon (${workspaceName}).\n\nChoose it here:\n${link}\n\nThe link works once, for an hour. If it was not you, do nothing: your password stays as it is.\n`,
  };
}
