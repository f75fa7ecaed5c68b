import { Code } from "@mantine/core";

/** A sentence of the API, with what it sets in backticks as source text. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split("`").map((piece, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place.
      <Code key={place} fz="inherit">
        {piece}
      </Code>
    ) : (
      piece
    ),
  );
}
