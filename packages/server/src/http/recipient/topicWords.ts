import type { Topic } from "@beckon/core";

/** Name and description of a topic for somebody who reads `tag`: `pt-BR` -> `pt` -> as it was written. */
export function topicWords(topic: Topic, tag: string): { readonly name: string; readonly description: string | null } {
  const translations = topic.translations ?? {};
  const key = [tag, tag.split("-")[0] as string].find((candidate) => Object.hasOwn(translations, candidate));
  const said = key === undefined ? topic : (translations[key] ?? topic);
  return { name: said.name, description: said.description ?? null };
}
