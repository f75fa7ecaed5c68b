/** What the marketer wants done with a file of people. */
export interface ImportPlan {
  /** What each column of the file becomes, in the order of the columns. */
  readonly columns: readonly ImportColumn[];
  /** The kind of identifier by which people are found. */
  readonly match: string;
  readonly mode: ImportMode;
  /** Attributes that a person has already stay as they are. */
  readonly fillOnly: boolean;
  /** Whether what changes may start campaigns, as if it had just happened. */
  readonly startsCampaigns: boolean;
  /** Where consent comes from: kept with every yes and no. Empty only where the file brings none. */
  readonly consentStatement: string;
  /** Topics that everybody in the file has agreed to. */
  readonly allAgreedTo: readonly string[];
  /** Id of the static list that everybody whose row is taken is put on. */
  readonly list?: string | undefined;
}

export const IMPORT_MODES = ["create_and_update", "update_only", "create_only"] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export type ImportColumn =
  | { readonly as: "ignore" }
  | { readonly as: "identifier"; readonly kind: string }
  | { readonly as: "attribute"; readonly name: string; readonly type: ImportedType; readonly format?: DateOrder | DecimalMark | undefined }
  /** Without a topic it is the channel as a whole. */
  | {
      readonly as: "consent";
      readonly channel?: string | undefined;
      readonly topic?: string | undefined;
      readonly yes: readonly string[];
      readonly no: readonly string[];
    };

export const IMPORTED_TYPES = ["text", "number", "yes_no", "date", "list"] as const;
export type ImportedType = (typeof IMPORTED_TYPES)[number];

/** Year first, day first (31.12.2026), month first (12/31/2026). */
export const DATE_ORDERS = ["ymd", "dmy", "mdy"] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** What parts the cents from the euros: 1,234.56 or 1.234,56. */
export const DECIMAL_MARKS = ["point", "comma"] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];
