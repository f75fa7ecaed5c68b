import { MINUTE } from "@beckon/core";
import { type ChannelHealth, counted, levelOver, type StatusCheck, type StatusFigures, spanText } from "./check.ts";

const LATE = 5 * MINUTE;
const VERY_LATE = 30 * MINUTE;
/** Of a day's sends with an end; fewer than `FEW` say nothing. */
const FAILED_WARNING = 0.05;
const FAILED_ERROR = 0.2;
const FEW = 20;

export function channelChecks({ channels }: StatusFigures): StatusCheck[] {
  return channels.map((channel: ChannelHealth) => ({
    key: "channel_down",
    area: "sending",
    title: `Channel ${channel.name}`,
    level: channel.ok ? "ok" : "error",
    value: channel.ok ? "works" : "does not work",
    limit: null,
    advice: channel.ok ? null : `The channel ${channel.name} does not work: ${channel.detail} Messages wait until it does; nothing is lost.`,
  }));
}

export function readyChecks({ sendQueue, now }: StatusFigures): StatusCheck[] {
  return sendQueue.map(({ channel, ready, oldestDueAt }) => {
    const waits = oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt);
    const level = levelOver(waits, LATE, VERY_LATE);
    return {
      key: "sends_late",
      area: "sending",
      title: `Ready to send by ${channel}`,
      level,
      value: ready === 0 ? "none" : `${ready.toLocaleString("en")}, the oldest due for ${spanText(waits)}`,
      limit: "5 minutes",
      advice:
        level === "ok"
          ? null
          : `Messages by ${channel} wait: the oldest has been due for ${spanText(waits)}. Look at the channel above; where it works, start another process with the role sender.`,
    };
  });
}

export function unknownCheck({ unknownSends }: StatusFigures): StatusCheck {
  return {
    key: "unknown_sends",
    area: "sending",
    title: "Sends of unknown outcome",
    level: levelOver(unknownSends, 0, Number.POSITIVE_INFINITY),
    value: unknownSends.toLocaleString("en"),
    limit: "0",
    advice:
      unknownSends === 0
        ? null
        : `${counted(unknownSends, "message")} may or may not have been sent, because a process died in between. They are not sent again; compare them with your provider's log under Messages.`,
  };
}

export function failedCheck({ sends }: StatusFigures): StatusCheck {
  const count = (state: string) => sends.find((each) => each.state === state)?.count ?? 0;
  const ended = count("sent") + count("failed");
  const share = ended < FEW ? 0 : count("failed") / ended;
  const level = levelOver(share, FAILED_WARNING, FAILED_ERROR);
  return {
    key: "sends_failed",
    area: "sending",
    title: "Failed in the last day",
    level,
    value: `${count("failed").toLocaleString("en")} of ${ended.toLocaleString("en")}`,
    limit: "5 %",
    advice:
      level === "ok"
        ? null
        : `${Math.round(share * 100)} % of the messages of the last day failed. Look at their reasons under Messages, Failed: bad addresses need suppression, refusals a word with the provider.`,
  };
}
