import { useSearchParams } from "react-router";

/** A piece of state that lives in the address, so that it survives a reload and can be sent to a colleague. */
export function useParameter(name: string): [string, (value: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = (value: string | null) =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [parameters.get(name) ?? "", set];
}
