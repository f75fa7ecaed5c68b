import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Sea green: the colour of what can be done. Shade 7 carries white text at 6.4:1. */
const sea: MantineColorsTuple = ["#eefaf7", "#d6f1eb", "#aee3d8", "#7fd0c1", "#4fb8a6", "#2e9e8c", "#1a8071", "#136b60", "#0f5a51", "#0b453f"];
/** Paper greys, a little warm, so that long lists do not feel clinical. */
const gray: MantineColorsTuple = ["#faf9f7", "#f4f2ef", "#e9e6e1", "#dcd8d1", "#c4bfb6", "#a09a90", "#7a746b", "#57524b", "#3b3732", "#24211e"];
/** Mantine's reds, the two that carry white text darkened to 4.6:1 and more. */
const red: MantineColorsTuple = ["#fff5f5", "#ffe3e3", "#ffc9c9", "#ffa8a8", "#ff8787", "#ff6b6b", "#d9342b", "#c92a2a", "#b02525", "#961f1f"];
const dark: MantineColorsTuple = ["#e8e5e0", "#c9c5be", "#a8a39b", "#77726b", "#4a4743", "#3a3734", "#2b2927", "#1b1a18", "#151413", "#0e0d0c"];

const systemFonts = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif';

export const theme = createTheme({
  colors: { sea, gray, red, dark },
  primaryColor: "sea",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  fontFamily: systemFonts,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.55", lg: "1.5", xl: "1.4" },
  headings: {
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.1875rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    Anchor: { defaultProps: { underline: "always" }, styles: { root: { textUnderlineOffset: "0.2em", textDecorationThickness: "1px" } } },
    Badge: { defaultProps: { variant: "light", radius: "sm" }, styles: { root: { flexShrink: 0 }, label: { textTransform: "none", fontWeight: 600 } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, radius: "lg" }, styles: { title: { fontWeight: 650, fontSize: "1.0625rem", lineHeight: 1.35 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: false } } },
    Select: { defaultProps: { comboboxProps: { shadow: "md" } } },
    Autocomplete: { defaultProps: { comboboxProps: { shadow: "md" } } },
    Table: { defaultProps: { verticalSpacing: "sm", horizontalSpacing: "md" } },
    Skeleton: { defaultProps: { radius: "sm" } },
  },
});

/** What is said in the dark stays quieter than what can be pressed: Mantine's own grounds of notes and badges are as strong as a button. */
const QUIET = { red: "#ff6b5e", yellow: "#e6a93c", orange: "#f08c4a", green: "#4fbf6b", blue: "#5aa5f5" };
const tints = Object.fromEntries(
  Object.entries(QUIET).flatMap(([name, hue]) => [
    [`--mantine-color-${name}-light`, `color-mix(in srgb, ${hue} 16%, ${dark[7]})`],
    [`--mantine-color-${name}-light-hover`, `color-mix(in srgb, ${hue} 22%, ${dark[7]})`],
  ]),
);

/**
 * The variables that Mantine's defaults leave under WCAG AA (dimmed 3.3:1, error 3.3:1, placeholder 2.1:1), and our own
 * surfaces: a page a shade off white with white cards on it.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": gray[0],
    "--mantine-color-text": gray[9],
    "--mantine-color-dimmed": "#645e56",
    "--mantine-color-placeholder": "#736d64",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": sea[7],
    "--mantine-color-default-border": gray[3],
    "--mantine-color-red-light-color": "#9b1c15",
    "--mantine-color-yellow-light-color": "#744a00",
    "--mantine-color-orange-light-color": "#8a3c00",
    "--mantine-color-green-light-color": "#1c6b33",
    "--mantine-color-blue-light-color": "#17558f",
    "--mantine-color-gray-light-color": gray[8],
    "--beckon-surface": "#ffffff",
    "--beckon-raised": "#ffffff",
    "--beckon-sunken": gray[1],
    "--beckon-line": gray[2],
    "--beckon-nav": gray[1],
    "--beckon-accent": "#b86e00",
  },
  dark: {
    "--mantine-color-body": dark[7],
    "--mantine-color-text": dark[0],
    // 4.7:1 also on an entry of a menu that is pointed at (dark 4).
    "--mantine-color-dimmed": "#bdb8b0",
    "--mantine-color-placeholder": "#a09b93",
    "--mantine-color-error": "#ff9a8f",
    "--mantine-color-anchor": sea[3],
    "--mantine-color-default-border": dark[4],
    "--mantine-color-default": "#242220",
    ...tints,
    "--mantine-color-red-light-color": "#ffaaa1",
    "--mantine-color-yellow-light-color": "#ffd479",
    "--mantine-color-orange-light-color": "#ffba85",
    "--mantine-color-green-light-color": "#96dba6",
    "--mantine-color-blue-light-color": "#9cccff",
    "--mantine-color-gray-light-color": dark[0],
    "--mantine-color-sea-light-color": sea[2],
    "--beckon-surface": "#22211f",
    "--beckon-raised": "#292725",
    "--beckon-sunken": "#161514",
    "--beckon-line": dark[5],
    "--beckon-nav": dark[8],
    "--beckon-accent": "#ffc876",
  },
});
