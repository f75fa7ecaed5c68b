import { Anchor, NavLink, Select, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { Loaded } from "../../ui/Loaded.tsx";
import { Page } from "../../ui/Page.tsx";
import classes from "./HelpPage.module.css";
import { HelpText } from "./HelpText.tsx";
import { HELP, HELP_PAGES } from "./helpPages.ts";

/** The documentation as a site: an overview, and one page a text. */
export function HelpPage() {
  const { slug } = useParams();
  const current = HELP_PAGES.find((page) => page.slug === slug);
  const text = useQuery({
    queryKey: ["help", slug],
    queryFn: () => current?.text() ?? "",
    enabled: current !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (current === undefined) return <HelpOverview unknown={slug} />;
  return (
    <Page title={current.title} back={{ to: "/help", label: "Help" }} width="wide">
      <div className={classes.layout}>
        <HelpNavigation current={current.slug} />
        <Loaded query={text}>{(markdown) => <HelpText markdown={withoutTitle(markdown)} />}</Loaded>
      </div>
    </Page>
  );
}

function HelpOverview({ unknown }: { readonly unknown: string | undefined }) {
  const lead = unknown === undefined ? "How Beckon thinks, and how to get things done with it." : `There is no page “${unknown}”. These are there:`;
  return (
    <Page title="Help" lead={lead}>
      <Stack gap="xl">
        {HELP.map(({ label, lead, pages }) => (
          <section key={label} aria-label={label}>
            <Title order={2} size="h3">
              {label}
            </Title>
            <Text c="dimmed" size="sm" mb="md">
              {lead}
            </Text>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              {pages.map(({ slug, title, does }) => (
                <Link key={slug} to={`/help/${slug}`} className={classes.card}>
                  <Text fw={600}>{title}</Text>
                  <Text size="sm" c="dimmed">
                    {does}
                  </Text>
                </Link>
              ))}
            </SimpleGrid>
          </section>
        ))}
        <section aria-label="Reference">
          <Title order={2} size="h3" mb="xs">
            Reference
          </Title>
          <Text>
            <Anchor href="/docs">The API, route by route</Anchor>, and the same as <Anchor href="/openapi.json">OpenAPI 3.1</Anchor> for your tools.
          </Text>
        </section>
      </Stack>
    </Page>
  );
}

function HelpNavigation({ current }: { readonly current: string }) {
  const navigate = useNavigate();
  return (
    <nav aria-label="Help" className={classes.navigation}>
      <Select
        hiddenFrom="sm"
        label="Page"
        data={HELP.map(({ label, pages }) => ({ group: label, items: pages.map(({ slug, title }) => ({ value: slug, label: title })) }))}
        value={current}
        onChange={(slug) => slug && void navigate(`/help/${slug}`)}
        allowDeselect={false}
      />
      {HELP.map(({ label, pages }) => (
        <section key={label} aria-label={label} className={classes.listed}>
          <h2 className={classes.group}>{label}</h2>
          {pages.map(({ slug, title }) => (
            <NavLink
              key={slug}
              component={Link}
              to={`/help/${slug}`}
              label={title}
              active={slug === current}
              aria-current={slug === current ? "page" : undefined}
            />
          ))}
        </section>
      ))}
    </nav>
  );
}

/** The page shows the title already. */
function withoutTitle(markdown: string): string {
  return markdown.replace(/^# .*\n/, "");
}
