import type { Channel } from "@beckon/core";

/** What the mail of an invitation says. */
export interface InviteMail {
  readonly id: string;
  readonly to: string;
  readonly link: string;
  readonly workspaceName: string;
  readonly invitedBy: string;
}

/** @returns whether the mail was taken by the mail server */
export type InviteMailer = (mail: InviteMail) => Promise<boolean>;

/** Mails invitations as they are: no campaign, no tracking, nothing kept. */
export function inviteMailer(channel: Channel, from: { readonly name?: string; readonly email: string }): InviteMailer {
  return async ({ id, to, link, workspaceName, invitedBy }) => {
    const text = `${invitedBy} invites you to ${workspaceName} on Beckon.\n\nChoose your name and a password here:\n${link}\n\nThe link works once, for seven days. If you do not know what this is about, do nothing.\n`;
    const domain = from.email.split("@")[1] ?? "localhost";
    const { result } = await channel.send({
      channel: "email",
      sendId: id,
      messageId: `<invite-${id}@${domain}>`,
      from,
      to,
      subject: `${oneLine(invitedBy)} invites you to ${oneLine(workspaceName)}`,
      html: null,
      text,
      headers: {},
    });
    return result === "accepted";
  };
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
