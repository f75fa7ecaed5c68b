import { MailFrame } from "../../../ui/MailFrame.tsx";
import type { ContentViewProps } from "./ContentView.tsx";

export function EmailView({ content, to }: ContentViewProps<"email">) {
  return <MailFrame subject={content.subject} preheader={content.preheader} from={content.sender} to={to} html={content.html} text={content.text} />;
}
