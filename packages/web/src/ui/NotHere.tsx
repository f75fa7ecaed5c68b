import { Button } from "@mantine/core";
import { SearchX } from "lucide-react";
import { Link } from "react-router";
import { ApiError } from "../api/apiError.ts";
import { EmptyState } from "./EmptyState.tsx";

/** What a page was to show, and the list that it belongs to. */
export interface Whereabouts {
  readonly noun: string;
  readonly to: string;
  readonly list: string;
}

/** For an address that leads to nothing: trying again would not help, the list does. */
export function NotHere({ noun, to, list }: Whereabouts) {
  return (
    <EmptyState
      icon={SearchX}
      title={`This ${noun} is not here`}
      action={
        <Button component={Link} to={to} variant="default">
          {list}
        </Button>
      }
    >
      The address may be mistyped, or the {noun} was deleted.
    </EmptyState>
  );
}

/** True where the address names nothing that is there, or could be. */
export function isNotHere(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || (error.status === 400 && error.path?.startsWith("path.") === true));
}
