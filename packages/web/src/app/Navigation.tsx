import { Kbd, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { Search } from "lucide-react";
import { NavLink } from "react-router";
import { Brand } from "../ui/Brand.tsx";
import { AccountMenu } from "./AccountMenu.tsx";
import classes from "./Navigation.module.css";
import { type Destination, MAIN, SETUP } from "./navigation.ts";

/** The left navigation; on a phone the same inside a drawer, which `onLeave` closes. */
export function Navigation({ onLeave }: { readonly onLeave?: () => void }) {
  const inDrawer = onLeave !== undefined;
  return (
    <div className={classes.column} data-drawer={inDrawer || undefined}>
      {!inDrawer && (
        <>
          <div className={classes.brand}>
            <Brand />
          </div>
          <UnstyledButton className={classes.search} onClick={spotlight.open}>
            <Search size={16} aria-hidden /> <span>Search</span> <Kbd size="xs">Ctrl K</Kbd>
          </UnstyledButton>
        </>
      )}
      <nav aria-label="Main" className={classes.nav}>
        {MAIN.map((destination) => (
          <NavigationLink key={destination.to} {...destination} onLeave={onLeave} />
        ))}
        <hr className={classes.rule} />
        {SETUP.map((destination) => (
          <NavigationLink key={destination.to} {...destination} onLeave={onLeave} />
        ))}
      </nav>
      <AccountMenu />
    </div>
  );
}

function NavigationLink({ to, label, icon: Icon, onLeave }: Destination & { readonly onLeave: (() => void) | undefined }) {
  return (
    <NavLink to={to} className={classes.link} onClick={onLeave}>
      <Icon size={18} aria-hidden /> {label}
    </NavLink>
  );
}
