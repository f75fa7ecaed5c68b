import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Ellipsis, FileDown, Trash2 } from "lucide-react";
import { useNavigate } from "react-router";
import { useChange } from "../../api/hooks.ts";
import { useMay } from "../../api/me.ts";
import { sayDone, sayError } from "../../ui/say.ts";
import { DeletePersonModal } from "./DeletePersonModal.tsx";

/** What a person may ask of whoever keeps their data: a copy, and an end. */
export function PersonMenu({ person }: { readonly person: { readonly id: string; readonly name: string | null; readonly email: string | null } }) {
  const [deleting, modal] = useDisclosure(false);
  const mayExport = useMay("profiles:export");
  const mayDelete = useMay("profiles:delete");
  const navigate = useNavigate();
  const exporting = useChange("exportProfile", ["listJobs"]);
  if (!mayExport && !mayDelete) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label="More about this person">
            <Ellipsis size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayExport && (
            <Menu.Item
              leftSection={<FileDown size={16} aria-hidden />}
              onClick={() =>
                exporting.mutate(
                  { params: { id: person.id } },
                  {
                    onSuccess: () => {
                      sayDone("All that is kept about this person is being written to a file.");
                      void navigate("/jobs");
                    },
                    onError: (error) => sayError(error),
                  },
                )
              }
            >
              Export data
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item leftSection={<Trash2 size={16} aria-hidden />} onClick={modal.open}>
              Delete person
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && <DeletePersonModal person={person} onClose={modal.close} />}
    </>
  );
}
