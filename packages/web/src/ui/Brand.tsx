import classes from "./Brand.module.css";

/** The mark (a light that reaches out) and the name. */
export function Brand({ size = 26, name = true }: { readonly size?: number; readonly name?: boolean }) {
  return (
    <span className={classes.brand}>
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="9" fill="#136b60" />
        <circle cx="12" cy="20" r="4" fill="#ffd48a" />
        <path d="M12 11.5a8.5 8.5 0 0 1 8.5 8.5M12 6.5A13.5 13.5 0 0 1 25.5 20" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      </svg>
      {name && <span className={classes.name}>Beckon</span>}
    </span>
  );
}
