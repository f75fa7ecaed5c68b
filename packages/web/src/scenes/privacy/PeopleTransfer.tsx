import { Button } from "@mantine/core";
import { Download, FileUp } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { sayDone, sayError } from "../../ui/say.ts";

/** What can be done with people as a list: bring them in, take them out. */
export function PeopleTransfer({ asked }: { readonly asked: { readonly search?: string; readonly filter?: string } }) {
  const mayImport = useMay("profiles:import");
  const mayExport = useMay("profiles:export");
  const navigate = useNavigate();
  const isAll = asked.search === undefined && asked.filter === undefined;
  const start = useChange("exportProfiles", ["listJobs"]);
  return (
    <>
      {mayExport && (
        <Button
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() =>
            start.mutate(
              { body: asked },
              {
                onSuccess: () => {
                  sayDone(isAll ? "All people are being written to a file." : "The people of this list are being written to a file.");
                  void navigate("/jobs");
                },
                onError: (error) => sayError(error),
              },
            )
          }
        >
          {isAll ? "Export" : "Export these"}
        </Button>
      )}
      {mayImport && (
        <Button component={Link} to="/imports" variant="default" leftSection={<FileUp size={16} aria-hidden />}>
          Import
        </Button>
      )}
    </>
  );
}
