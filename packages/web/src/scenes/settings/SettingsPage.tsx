import { NavLink, Select } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Link } from "react-router";
import { useMe } from "../../api/me.ts";
import { SkeletonLines } from "../../ui/Loaded.tsx";
import { NotYourRole } from "../../ui/NotYourRole.tsx";
import { Page } from "../../ui/Page.tsx";
import { useParameter } from "../../ui/useParameter.ts";
import classes from "./SettingsPage.module.css";
import { SECTIONS, type Section } from "./sections.tsx";

/** Made once: a component that is made anew at each rendering would forget its state. */
const CONTENT = new Map(SECTIONS.map(({ key, load }) => [key, lazy(async () => ({ default: await load() }))]));

export function SettingsPage() {
  const [tab, setTab] = useParameter("tab");
  const permissions = useMe()?.permissions ?? [];
  const sections = SECTIONS.filter(({ needs }) => needs === undefined || permissions.includes(needs));
  const asked = SECTIONS.find(({ key }) => key === tab);
  const current = asked ?? sections[0];
  const isOpen = current !== undefined && sections.includes(current);
  const Content = current && CONTENT.get(current.key);
  return (
    <Page title="Settings" width="wide">
      <div className={classes.layout}>
        <nav aria-label="Settings" className={classes.sections}>
          <Select
            hiddenFrom="sm"
            label="Section"
            data={groupsOf(sections).map(([group, items]) => ({ group, items: items.map(({ key, label }) => ({ value: key, label })) }))}
            value={isOpen ? current.key : null}
            onChange={setTab}
            allowDeselect={false}
          />
          {groupsOf(sections).map(([group, items]) => (
            <SectionGroup key={group} group={group} items={items} current={current} />
          ))}
        </nav>
        <div>
          {Content && isOpen ? (
            <Suspense fallback={<SkeletonLines />}>
              <Content />
            </Suspense>
          ) : (
            <NotYourRole does={`see “${current?.label}”`} />
          )}
        </div>
      </div>
    </Page>
  );
}

function SectionGroup({ group, items, current }: { readonly group: string; readonly items: readonly Section[]; readonly current: Section | undefined }) {
  return (
    <section aria-label={group} className={classes.listed}>
      <h2 className={classes.group}>{group}</h2>
      {items.map(({ key, label }) => (
        <NavLink
          key={key}
          component={Link}
          to={`?tab=${key}`}
          label={label}
          active={key === current?.key}
          aria-current={key === current?.key ? "page" : undefined}
          className={classes.section}
        />
      ))}
    </section>
  );
}

function groupsOf(sections: readonly Section[]): (readonly [Section["group"], readonly Section[]])[] {
  const groups = [...new Set(sections.map(({ group }) => group))];
  return groups.map((group) => [group, sections.filter((section) => section.group === group)] as const);
}
