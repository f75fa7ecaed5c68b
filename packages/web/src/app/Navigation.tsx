import { Kbd, UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { Search } from "lucide-react";
import { NavLink } from "react-router";
import { JobsLink } from "../scenes/jobs/JobsLink.tsx";
import { Brand } from "../ui/Brand.tsx";
import { modKey } from "../ui/modKey.ts";
import { AccountMenu } from "./AccountMenu.tsx";
import classes from "./Navigation.module.css";
import { type Destination, NAVIGATION } from "./navigation.ts";
import { StatusBadge } from "./StatusBadge.tsx";
import { useReachable } from "./useReachable.ts";

/** The left navigation; on a phone the same inside a drawer, which `onLeave` closes. */
export function Navigation({ onLeave }: { readonly onLeave?: () => void }) {
  const inDrawer = onLeave !== undefined;
  const reachable = useReachable();
  const groups = NAVIGATION.map(({ label, destinations }) => ({ label, destinations: reachable(destinations) }));
  return (
    <div className={classes.column} data-drawer={inDrawer || undefined}>
      {!inDrawer && (
        <>
          <div className={classes.brand}>
            <Brand />
          </div>
          <UnstyledButton className={classes.search} onClick={spotlight.open}>
            <Search size={16} aria-hidden /> <span>Search</span> <Kbd size="xs">{modKey} K</Kbd>
          </UnstyledButton>
        </>
      )}
      <nav aria-label="Main" className={classes.nav}>
        {groups
          .filter(({ destinations }) => destinations.length > 0)
          .map(({ label, destinations }) => (
            <div key={destinations[0]?.to} className={classes.group}>
              {label && (
                <div className={classes.label} aria-hidden>
                  {label}
                </div>
              )}
              {destinations.map((destination) => (
                <NavigationLink key={destination.to} destination={destination} onLeave={onLeave} />
              ))}
            </div>
          ))}
      </nav>
      <StatusBadge onLeave={onLeave} />
      <JobsLink className={classes.link} onLeave={onLeave} />
      <AccountMenu />
    </div>
  );
}

function NavigationLink({ destination, onLeave }: { readonly destination: Destination; readonly onLeave: (() => void) | undefined }) {
  const { to, label, icon: Icon } = destination;
  return (
    <NavLink to={to} end={to === "/"} className={classes.link} onClick={onLeave}>
      <Icon size={18} aria-hidden /> {label}
    </NavLink>
  );
}
