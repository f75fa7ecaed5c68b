/** A template within a sentence: `Hello {{ profile.first_name | default: "there" }}` reads `Hello [first name]`. */
export function readableTemplate(template: string): string {
  const words = template
    .replace(/\{%.*?%\}/gs, "")
    .replace(/\{\{-?\s*([A-Za-z_][\w.]*).*?\}\}/gs, (_, path: string) => `[${(path.split(".").at(-1) ?? path).replaceAll("_", " ")}]`)
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? template : words;
}
