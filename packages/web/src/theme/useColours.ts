import { type MantineColorScheme, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";

/** `auto` follows the system. */
export const COLOURS: readonly { readonly value: MantineColorScheme; readonly label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "System" },
];

/** Light, dark or as the system has it, kept on this device. */
export function useColours() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return { chosen: colorScheme, shown: useComputedColorScheme("light"), use: setColorScheme };
}
