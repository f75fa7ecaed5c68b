import { Center, Loader } from "@mantine/core";

/** Shown while the first page's code is on its way. */
export function Starting() {
  return (
    <Center mih="100dvh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
