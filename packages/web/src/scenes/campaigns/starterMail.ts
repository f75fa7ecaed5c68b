import type { MessageBody } from "@beckon/core";

/** A plain, good-looking mail with one thing to do. */
export function starterMail(title: string, text: string, button: string, link: string): MessageBody {
  return {
    format: "mjml",
    source: `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.6" color="#24211e" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f4f2ef">
    <mj-section background-color="#ffffff" padding="32px 24px">
      <mj-column>
        <mj-text font-size="24px" font-weight="700">${title}</mj-text>
        <mj-text>${text}</mj-text>
        <mj-button background-color="#136b60" border-radius="8px" href="${link.replaceAll('"', "'")}">${button}</mj-button>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text align="center" font-size="13px" color="#645e56">You get this because you shop with {{ workspace.name }}. <a href="{{ message.unsubscribe_url }}" style="color: #645e56">Unsubscribe</a></mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`,
  };
}
