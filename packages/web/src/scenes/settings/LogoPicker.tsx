import type { Workspace } from "@beckon/contract";
import { Box, Button, FileButton, Group, Image, Stack, Text } from "@mantine/core";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import classes from "./LogoPicker.module.css";

/** The logo as it is, with another to choose. It is kept at once. */
export function LogoPicker({ workspace }: { readonly workspace: Workspace }) {
  const set = useChange("setLogo", ["getWorkspace"]);
  const remove = useChange("removeLogo", ["getWorkspace"]);
  const mayChange = useMay("workspace:write");
  const onError = (error: unknown) => sayError(error);
  const choose = async (file: File | null) => {
    if (!file) return;
    set.mutate({ body: { data: await base64Of(file) } }, { onSuccess: () => sayDone("The logo is kept."), onError });
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Logo
      </Text>
      {workspace.logoUrl && (
        <Box className={classes.paper}>
          <Image src={workspace.logoUrl} alt={`Logo of ${workspace.name}`} h={56} w="auto" maw={180} fit="contain" />
        </Box>
      )}
      {mayChange && (
        <Group gap="xs">
          <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={choose}>
            {(props) => (
              <Button {...props} size="xs" variant="default" loading={set.isPending}>
                {workspace.logoUrl ? "Choose another" : "Choose a picture"}
              </Button>
            )}
          </FileButton>
          {workspace.logoUrl && (
            <Button size="xs" variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate({}, { onError })}>
              Remove
            </Button>
          )}
        </Group>
      )}
      <Text size="xs" c="dimmed">
        PNG, JPEG, WebP or GIF, at most 200 kB, shown 56 pixels high
      </Text>
    </Stack>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
