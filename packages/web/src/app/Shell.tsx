import { ActionIcon, Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { Search } from "lucide-react";
import { Outlet, ScrollRestoration } from "react-router";
import { useDensity } from "../theme/useDensity.ts";
import { Brand } from "../ui/Brand.tsx";
import { ChannelBanner } from "./ChannelBanner.tsx";
import { CommandPalette } from "./CommandPalette.tsx";
import { ConnectionLost } from "./ConnectionLost.tsx";
import { Navigation } from "./Navigation.tsx";
import { SessionEnded } from "./SessionEnded.tsx";
import classes from "./Shell.module.css";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { useShortcuts } from "./useShortcuts.ts";

/** What stands around every page once somebody is signed in. */
export function Shell() {
  const [opened, drawer] = useDisclosure(false);
  useShortcuts();
  useDensity();
  return (
    <div className={classes.shell}>
      <a href="#content" className="skipLink">
        Skip to the content
      </a>
      <aside className={classes.side}>
        <Navigation />
      </aside>
      <section className={classes.bar} aria-label="Top bar">
        <Burger opened={opened} onClick={drawer.open} size="sm" aria-label="Open the navigation" />
        <Brand size={24} />
        <ActionIcon variant="subtle" color="gray" size="lg" onClick={spotlight.open} aria-label="Search and commands">
          <Search size={18} aria-hidden />
        </ActionIcon>
      </section>
      <Drawer
        opened={opened}
        onClose={drawer.close}
        size={280}
        title={<Brand size={24} />}
        closeButtonProps={{ "aria-label": "Close the navigation" }}
        hiddenFrom="sm"
      >
        <Navigation onLeave={drawer.close} />
      </Drawer>
      <main id="content" tabIndex={-1} className={classes.content}>
        <ConnectionLost />
        <ChannelBanner />
        <Outlet />
      </main>
      <CommandPalette />
      <ShortcutSheet />
      <SessionEnded />
      <ScrollRestoration />
    </div>
  );
}
