import { Anchor, Table } from "@mantine/core";
import Markdown, { type Components } from "react-markdown";
import { Link } from "react-router";
import remarkGfm from "remark-gfm";
import { Snippet } from "../../ui/Snippet.tsx";
import { SCROLLS_BY_KEYBOARD } from "../../ui/scrollsByKeyboard.ts";
import classes from "./HelpText.module.css";
import { helpLink, helpPicture } from "./helpLinks.ts";

/** A text of the documentation in the app's own looks. Markdown only: HTML in it stays text. */
export function HelpText({ markdown }: { readonly markdown: string }) {
  return (
    <article className={classes.text}>
      <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {markdown}
      </Markdown>
    </article>
  );
}

const COMPONENTS: Components = {
  a: ({ href = "", children }) => {
    const to = helpLink(href);
    if (to === null) return <span>{children}</span>;
    return to.startsWith("/help") ? (
      <Anchor component={Link} to={to} inherit>
        {children}
      </Anchor>
    ) : (
      <Anchor href={to} inherit rel="noreferrer">
        {children}
      </Anchor>
    );
  },
  img: ({ src = "", alt = "" }) => <img src={helpPicture(String(src))} alt={alt} className={classes.picture} />,
  pre: ({ children }) => <Snippet code={textOf(children)} label="code" />,
  table: ({ children }) => (
    <Table.ScrollContainer minWidth={420} className={classes.table} scrollAreaProps={SCROLLS_BY_KEYBOARD}>
      <Table>{children}</Table>
    </Table.ScrollContainer>
  ),
  thead: ({ children }) => <Table.Thead>{children}</Table.Thead>,
  tbody: ({ children }) => <Table.Tbody>{children}</Table.Tbody>,
  tr: ({ children }) => <Table.Tr>{children}</Table.Tr>,
  th: ({ children }) => <Table.Th>{children}</Table.Th>,
  td: ({ children }) => <Table.Td>{children}</Table.Td>,
};

/** What stands in a block of code. */
function textOf(node: React.ReactNode): string {
  if (typeof node === "string") return node.replace(/\n$/, "");
  if (Array.isArray(node)) return node.map(textOf).join("");
  if (node !== null && typeof node === "object" && "props" in node) return textOf((node.props as { children?: React.ReactNode }).children);
  return "";
}
