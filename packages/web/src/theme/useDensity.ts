import { useLocalStorage } from "@mantine/hooks";
import { useEffect } from "react";

export const DENSITIES = [
  { value: "calm", label: "Calm" },
  { value: "dense", label: "Dense" },
] as const;
export type Density = (typeof DENSITIES)[number]["value"];

/** How close the rows of lists stand, kept on this device. */
export function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useLocalStorage<Density>({ key: "beckon-density", defaultValue: "calm", getInitialValueInEffect: false });
  useEffect(() => {
    document.documentElement.dataset["density"] = density;
  }, [density]);
  return [density, setDensity];
}
