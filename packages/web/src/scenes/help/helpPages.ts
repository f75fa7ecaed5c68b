/** One page of the documentation. */
export interface HelpPage {
  /** Stands in the address, and is the file's name in its folder. */
  readonly slug: string;
  readonly title: string;
  /** What one finds there: for the overview and the palette. */
  readonly does: string;
  readonly text: () => Promise<string>;
}

interface HelpGroup {
  readonly label: string;
  readonly lead: string;
  readonly pages: readonly HelpPage[];
}

const TEXTS = import.meta.glob<string>("../../../../../docs/{concepts,guides}/*.md", { query: "?raw", import: "default" });

function page(folder: "concepts" | "guides", slug: string, title: string, does: string): HelpPage {
  const load = TEXTS[`../../../../../docs/${folder}/${slug}.md`];
  return { slug, title, does, text: load ?? (() => Promise.reject(new Error(`There is no page ${slug}.`))) };
}

/** The documentation, in the order in which one reads it. Its texts are the files of `docs/`. */
export const HELP: readonly HelpGroup[] = [
  {
    label: "Concepts",
    lead: "What things are, each with a picture.",
    pages: [
      page("concepts", "how-beckon-works", "How Beckon works", "From an event to a message and back"),
      page("concepts", "events", "Events and the registry", "What arrives, what is refused, what is known"),
      page("concepts", "who-is-who", "People and who is who", "How identifiers join one person"),
      page("concepts", "campaigns", "Campaigns read as a sentence", "When, for whom, wait, unless, send"),
      page("concepts", "journeys", "Journeys are steps over time", "Steps, ways and waits, and what happens to people inside"),
      page("concepts", "may-it-go", "May this message go now?", "The guard, its reasons, and what becomes of a message"),
      page("concepts", "consent", "Consent", "Channels, topics, pending, breaks"),
      page("concepts", "segments", "Segments", "Who is in, since when, until when, and how a new one is built"),
    ],
  },
  {
    label: "Guides",
    lead: "How to get a thing done.",
    pages: [
      page("guides", "first-campaign", "The first campaign", "In five minutes, from an empty Beckon"),
      page("guides", "rehearse", "Rehearse and test a journey", "See what it does before anybody gets anything"),
      page("guides", "first-journey", "Your first journey", "In five minutes, from the gallery to people on their way"),
      page("guides", "content", "Write what several messages share", "Content blocks: a footer in one place"),
      page("guides", "first-segment", "Your first segment", "In two minutes, with its size as you go"),
      page("guides", "computed-attributes", "Computed attributes", "What people did, as an attribute that is always right"),
      page("guides", "life-cycle", "Life-cycle stages", "Where people are on their way, and how they move"),
      page("guides", "promotions", "Gift cards and discount codes", "At your checkout, by Voucherify's library"),
      page("guides", "rfm", "RFM groups", "Your best people, and those you are losing"),
      page("guides", "lists", "Fill lists", "By hand, by file, and by cohorts of Mixpanel and Amplitude"),
      page("guides", "segment", "Connect with Segment's libraries", "A website, an app, a server"),
      page("guides", "stripe", "Connect Stripe", "Payments and subscriptions as triggers"),
      page("guides", "definitions-as-code", "Campaigns in git", "Pull, plan, push"),
      page("guides", "sending", "Send real mail", "Providers, DNS, bounces and complaints"),
      page("guides", "webhooks", "Send webhooks", "To Zapier, a warehouse, your own server: signed and tried again"),
      page("guides", "people", "Find and look after people", "Search, filters, one person, merges"),
      page("guides", "import", "Import people from a file", "Mapping, checking, errors per row"),
      page("guides", "preferences", "Let people choose", "Topics, breaks, languages, double opt-in"),
      page("guides", "privacy", "Privacy requests", "Give people what you keep, delete them with a proof"),
      page("guides", "users-and-security", "Users and security", "Roles, second factors, keys, the audit log"),
      page("guides", "operate", "Operate Beckon", "Proxy, backup and restore, retention, status, upgrade"),
    ],
  },
];

export const HELP_PAGES: readonly HelpPage[] = HELP.flatMap(({ pages }) => pages);
