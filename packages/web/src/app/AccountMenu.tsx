import { Avatar, Menu, Text, UnstyledButton, useComputedColorScheme, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { BookOpen, LogOut, Moon, Sun } from "lucide-react";
import { useNavigate } from "react-router";
import { useChange } from "../api/hooks.ts";
import { useMe } from "../api/me.ts";
import classes from "./AccountMenu.module.css";

/** Who is signed in, where; light or dark; the way out. */
export function AccountMenu() {
  const me = useMe();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const signOut = useSignOut();
  const name = me?.user?.name ?? me?.key?.name ?? "";
  return (
    <Menu position="top-start" width={232}>
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
        <Menu.Item
          leftSection={scheme === "dark" ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
          onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
        >
          {scheme === "dark" ? "Light colours" : "Dark colours"}
        </Menu.Item>
        <Menu.Item leftSection={<BookOpen size={16} aria-hidden />} component="a" href="/docs">
          API documentation
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
