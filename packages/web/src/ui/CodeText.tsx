import type { ReactNode } from "react";

interface CodeTextProps {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Fixed-width text that scrolls where it is too long, by keyboard too. */
export function CodeText({ label, className, children }: CodeTextProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
    <section tabIndex={0} aria-label={label} className={className}>
      {children}
    </section>
  );
}
