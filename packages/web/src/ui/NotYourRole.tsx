import { Lock } from "lucide-react";
import { EmptyState } from "./EmptyState.tsx";

/** For an address that a colleague with another role may open: says so, instead of showing something else. */
export function NotYourRole({ does }: { readonly does: string }) {
  return (
    <EmptyState icon={Lock} title="Not with your role">
      Your role does not let you {does}. Ask an owner or an admin of the workspace.
    </EmptyState>
  );
}
