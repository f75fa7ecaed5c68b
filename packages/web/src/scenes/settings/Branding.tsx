import type { Branding, Workspace } from "@beckon/contract";
import { Anchor, ColorInput, Group, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useRead } from "../../api/hooks.ts";
import { Loaded } from "../../ui/Loaded.tsx";
import { languageName } from "../../ui/languageName.ts";
import { Panel } from "../../ui/Panel.tsx";
import { LogoPicker } from "./LogoPicker.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { useSettings } from "./useSettings.ts";

export function BrandingSection() {
  const workspace = useRead("getWorkspace");
  return <Loaded query={workspace}>{(data) => <BrandingForm workspace={data} />}</Loaded>;
}

const SWATCHES = ["#136b60", "#17558f", "#5b3fa8", "#9b1c5a", "#b3261e", "#b86e00", "#24211e"];
/** The default of the pages; the field must show some colour. */
const DEFAULT_COLOUR = "#1f4e4a";

/** How recipients see the workspace: on the pages behind its mails, and at the foot of them. */
function BrandingForm({ workspace }: { readonly workspace: Workspace }) {
  const form = useSettings(workspace.settings, ["branding", "languages", "subscribePage"]);
  const { branding, languages, subscribePage } = form.draft;
  const change = (part: Partial<Branding>) => form.change({ branding: { ...branding, ...part } });
  const hasDoubleOptIn = workspace.settings.topics.some(({ consent }) => consent === "double_opt_in");
  return (
    <Stack gap="lg">
      <Panel title="Look" lead="Of the pages where people unsubscribe, choose and confirm. Mails may use the logo as {{ workspace.logo_url }}.">
        <Stack maw={440}>
          <LogoPicker workspace={workspace} />
          <ColorInput
            label="Colour of buttons"
            description="Their text is black or white, whichever can be read better"
            swatches={SWATCHES}
            eyeDropperButtonProps={{ "aria-label": "Take a colour from the screen" }}
            value={branding.colour ?? DEFAULT_COLOUR}
            onChangeEnd={(colour) => change({ colour: /^#[0-9a-f]{6}$/i.test(colour) ? colour : null })}
          />
        </Stack>
      </Panel>
      <Panel
        title="Who you are"
        lead="The law asks for a postal address in commercial mail. Beckon puts it at the foot of mails that do not show it, and of the pages."
      >
        <Stack maw={440}>
          <Textarea
            label="Company and postal address"
            placeholder={"Lumen Ltd\n1 High Street, Dublin"}
            autosize
            minRows={2}
            maxLength={300}
            value={branding.address ?? ""}
            onChange={(event) => change({ address: event.currentTarget.value || null })}
          />
          <TextInput
            label="Website"
            placeholder="https://shop.example"
            type="url"
            value={branding.website ?? ""}
            onChange={(event) => change({ website: event.currentTarget.value.trim() || null })}
          />
          <TextInput
            label="Privacy statement"
            placeholder="https://shop.example/privacy"
            type="url"
            value={branding.privacyUrl ?? ""}
            onChange={(event) => change({ privacyUrl: event.currentTarget.value.trim() || null })}
          />
        </Stack>
      </Panel>
      <Panel title="Languages" lead="In which people may have their mail and pages. The first is for those of whom nothing is known.">
        <Stack maw={440} gap="xs">
          <TagsInput
            label="Languages"
            description="Codes such as en, de or pt-BR"
            value={[...languages]}
            maxTags={30}
            onChange={(next) => next.length > 0 && form.change({ languages: next })}
          />
          <Text size="sm" c="dimmed">
            {languages.map(languageName).join(", ")}
          </Text>
        </Stack>
      </Panel>
      <Panel title="Page to subscribe" lead="A page of your own where anybody may ask for a topic. Only topics that are confirmed by mail are offered there.">
        <Stack gap="xs">
          <Switch label="Open to the world" checked={subscribePage} onChange={(event) => form.change({ subscribePage: event.currentTarget.checked })} />
          {subscribePage && !hasDoubleOptIn && (
            <Text size="sm" c="dimmed">
              There is no topic to offer yet: choose “once they confirmed by mail” for one in Topics.
            </Text>
          )}
          {workspace.settings.subscribePage && hasDoubleOptIn && (
            <Group gap={6}>
              <Text size="sm">It is at</Text>
              <Anchor href="/subscribe" target="_blank" rel="noreferrer" size="sm">
                /subscribe
              </Anchor>
            </Group>
          )}
        </Stack>
      </Panel>
      <SaveBar {...form} onSave={form.save} />
    </Stack>
  );
}
