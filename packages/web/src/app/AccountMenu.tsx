import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { BookOpen, CircleUser, Keyboard, LogOut } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { useChange } from "../api/hooks.ts";
import { useMe } from "../api/me.ts";
import { COLOURS, useColours } from "../theme/useColours.ts";
import { DENSITIES, useDensity } from "../theme/useDensity.ts";
import classes from "./AccountMenu.module.css";
import { shortcutSheet } from "./shortcutSheet.ts";

/** Who is signed in, where; how the app looks on this device; help; the way out. */
export function AccountMenu() {
  const me = useMe();
  const signOut = useSignOut();
  const name = me?.user?.name ?? me?.key?.name ?? "";
  return (
    <Menu position="top-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar name={name} size={32} radius="xl" variant="filled" color="sea" aria-hidden />
          <span className={classes.names}>
            <VisuallyHidden>Account of </VisuallyHidden>
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {me?.workspace.name}
            </Text>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {me?.user && <Menu.Label>{me.user.email}</Menu.Label>}
        {me?.user && (
          <Menu.Item leftSection={<CircleUser size={16} aria-hidden />} component={Link} to="/account">
            My account
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Keyboard size={16} aria-hidden />} onClick={shortcutSheet.open}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<BookOpen size={16} aria-hidden />} component="a" href="/docs">
          API documentation
        </Menu.Item>
        <Menu.Divider />
        <Looks />
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Looks() {
  const { chosen, use } = useColours();
  const [density, setDensity] = useDensity();
  return (
    <div className={classes.looks}>
      <Text size="xs" fw={600} c="dimmed">
        Colours
      </Text>
      <SegmentedControl fullWidth size="xs" aria-label="Colours" data={[...COLOURS]} value={chosen} onChange={(value) => use(value as typeof chosen)} />
      <Text size="xs" fw={600} c="dimmed">
        Lists
      </Text>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Lists"
        data={[...DENSITIES]}
        value={density}
        onChange={(value) => setDensity(value as typeof density)}
      />
    </div>
  );
}

function useSignOut(): () => void {
  const leave = useChange("signOut");
  const client = useQueryClient();
  const navigate = useNavigate();
  return () =>
    leave.mutate(undefined, {
      onSuccess: async () => {
        await navigate("/sign-in");
        client.clear();
      },
    });
}
