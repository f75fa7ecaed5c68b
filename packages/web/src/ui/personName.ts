interface Named {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly identifiers?: readonly { readonly kind: string; readonly value: string }[];
}

/** What to call somebody: name, else mail address, else the id that your own systems know them by, else that we do not know them yet. */
export function personName(person: Named): string {
  return person.name ?? person.email ?? person.identifiers?.find(({ kind }) => kind === "user_id")?.value ?? `Unknown visitor ${person.id.slice(-6)}`;
}
