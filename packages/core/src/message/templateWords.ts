/** A word of the template language, with what it does in one line and how it is written. */
export interface TemplateWord {
  readonly name: string;
  readonly does: string;
  readonly example: string;
}

/** The filters worth offering while one writes, our own first. The server knows each; the rest of Liquid's work as well. */
export const TEMPLATE_FILTERS: readonly TemplateWord[] = [
  { name: "default", does: "What stands here where there is no value", example: '{{ profile.first_name | default: "there" }}' },
  { name: "date", does: "A date in the reader's time zone and language", example: '{{ event.time | date: "%-d %B %Y" }}' },
  { name: "time_zone", does: "The same moment in another time zone", example: '{{ event.time | time_zone: "Europe/Berlin" | date: "%H:%M" }}' },
  { name: "money", does: "An amount in whole units with its currency", example: '{{ event.total | money: "EUR" }}' },
  { name: "money_minor", does: "An amount in cents with its currency", example: '{{ event.amount | money_minor: "EUR" }}' },
  { name: "number", does: "A number as the reader's language writes it", example: "{{ event.points | number: 0 }}" },
  { name: "number_with_delimiter", does: "The same as number", example: "{{ event.points | number_with_delimiter }}" },
  { name: "plural", does: "The word that goes with a number", example: '{{ event.count | plural: "item", "items" }}' },
  { name: "titlecase", does: "A capital at the beginning of every word", example: "{{ profile.city | titlecase }}" },
  { name: "capitalize", does: "A capital at the beginning", example: "{{ profile.first_name | capitalize }}" },
  { name: "upcase", does: "All in capitals", example: "{{ event.code | upcase }}" },
  { name: "downcase", does: "All in small letters", example: "{{ event.code | downcase }}" },
  { name: "strip", does: "Without spaces at both ends", example: "{{ profile.first_name | strip }}" },
  { name: "truncate", does: "Cut after so many characters", example: "{{ event.title | truncate: 40 }}" },
  { name: "truncatewords", does: "Cut after so many words", example: "{{ event.title | truncatewords: 8 }}" },
  { name: "append", does: "Text put after it", example: '{{ event.path | append: "?from=mail" }}' },
  { name: "prepend", does: "Text put before it", example: '{{ event.path | prepend: "https://example.com" }}' },
  { name: "replace", does: "Every such text by another", example: '{{ event.title | replace: "-", " " }}' },
  { name: "remove", does: "Without such text", example: '{{ event.code | remove: "-" }}' },
  { name: "split", does: "A text as a list", example: '{{ event.tags | split: "," }}' },
  { name: "join", does: "A list as a text", example: '{{ event.tags | join: ", " }}' },
  { name: "first", does: "The first of a list", example: "{{ event.items | first }}" },
  { name: "last", does: "The last of a list", example: "{{ event.items | last }}" },
  { name: "size", does: "How many, or how long", example: "{{ event.items | size }}" },
  { name: "map", does: "One property of each in a list", example: '{{ event.items | map: "name" | join: ", " }}' },
  { name: "where", does: "Those of a list that have a value", example: '{% assign books = event.items | where: "type", "book" %}' },
  { name: "sort", does: "A list in order", example: '{% assign cheapest = event.items | sort: "price" %}' },
  { name: "reverse", does: "A list from its end", example: "{% assign newest = event.items | reverse %}" },
  { name: "uniq", does: "A list with each only once", example: "{{ event.tags | uniq | join }}" },
  { name: "sum", does: "All of a list added up", example: '{{ event.items | sum: "price" }}' },
  { name: "plus", does: "Added", example: "{{ event.count | plus: 1 }}" },
  { name: "minus", does: "Taken away", example: "{{ event.total | minus: event.discount }}" },
  { name: "times", does: "Multiplied", example: "{{ event.price | times: event.quantity }}" },
  { name: "divided_by", does: "Divided", example: "{{ event.total | divided_by: 2.0 }}" },
  { name: "round", does: "To so many digits after the point", example: "{{ event.rating | round: 1 }}" },
  { name: "url_encode", does: "Safe within an address", example: "?q={{ event.search | url_encode }}" },
  { name: "json", does: "As JSON, texts with their quotation marks", example: "{{ event.properties | json }}" },
  { name: "newline_to_br", does: "Line breaks as they are in HTML", example: "{{ event.note | newline_to_br }}" },
  { name: "strip_html", does: "Without tags of HTML", example: "{{ event.description | strip_html }}" },
  { name: "raw", does: "Not escaped: only for HTML that you trust", example: "{{ event.html | raw }}" },
];

/** A tag, with the words that stand between it and its end. */
export interface TemplateTag extends TemplateWord {
  readonly within?: readonly string[];
  /** The tag that ends it, for those that hold a stretch of the template. */
  readonly end?: string;
}

export const TEMPLATE_TAGS: readonly TemplateTag[] = [
  { name: "if", does: "Only where it is so", example: '{% if profile.plan == "pro" %} … {% endif %}', within: ["elsif", "else"], end: "endif" },
  { name: "unless", does: "Only where it is not so", example: "{% unless profile.vip %} … {% endunless %}", within: ["else"], end: "endunless" },
  {
    name: "for",
    does: "Once for each of a list",
    example: "{% for item in event.items %} … {% endfor %}",
    within: ["else", "break", "continue"],
    end: "endfor",
  },
  {
    name: "case",
    does: "One of several, by a value",
    example: '{% case profile.plan %}{% when "pro" %} … {% endcase %}',
    within: ["when", "else"],
    end: "endcase",
  },
  { name: "assign", does: "Gives a value a name", example: '{% assign name = profile.first_name | default: "there" %}' },
  { name: "capture", does: "Gives a stretch of text a name", example: "{% capture greeting %} … {% endcapture %}", end: "endcapture" },
  { name: "abort_message", does: "Calls this person's message off", example: '{% abort_message("out of stock") %}' },
  { name: "comment", does: "For colleagues; not sent", example: "{% comment %} … {% endcomment %}", end: "endcomment" },
  { name: "raw", does: "Written as it stands", example: "{% raw %} {{ … }} {% endraw %}", end: "endraw" },
  { name: "cycle", does: "The next of several, each time", example: '{% cycle "odd", "even" %}' },
  { name: "increment", does: "A counter that goes up", example: "{% increment line %}" },
  { name: "decrement", does: "A counter that goes down", example: "{% decrement line %}" },
  {
    name: "tablerow",
    does: "Cells of a table, for each of a list",
    example: "{% tablerow item in event.items cols: 2 %} … {% endtablerow %}",
    end: "endtablerow",
  },
  { name: "echo", does: "The same as {{ }}", example: "{% echo profile.first_name %}" },
];
