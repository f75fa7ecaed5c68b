import { Button, Center } from "@mantine/core";

/** The next page of a list; nothing on the last page. */
export function MoreButton({ list }: { readonly list: { readonly more: (() => void) | null; readonly loadingMore: boolean } }) {
  if (!list.more) return null;
  return (
    <Center p="md">
      <Button variant="default" onClick={list.more} loading={list.loadingMore}>
        Show more
      </Button>
    </Center>
  );
}
