import { useParameter } from "./useParameter.ts";

/** The open tab, kept in the address. One that is not among those offered (an old link, another role) leads to the first. */
export function useTab<const T extends string>(offered: readonly [T, ...(readonly T[])], first: T = offered[0]): [T, (tab: string | null) => void] {
  const [tab, setTab] = useParameter("tab");
  return [offered.find((each) => each === tab) ?? first, setTab];
}
