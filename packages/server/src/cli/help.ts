/** What `beckon help` prints. */
export const HELP = `beckon: campaigns and rules as files, and the care of the database

Campaigns and rules, by the API of a Beckon that runs:

  beckon pull DIR          write what the workspace has into DIR
  beckon plan DIR          say what a push of DIR would change, and check every file
  beckon push DIR          save campaigns and content blocks as drafts, publish changed segments, set the rules

  beckon test DIR          play DIR's scenarios/*.yaml by its own definitions, with a virtual clock; no Beckon is asked

  --url URL                where Beckon runs; else BECKON_URL, else http://127.0.0.1:3000
  --key KEY                API key (Settings, Keys); else BECKON_API_KEY
  --launch                 plan, push: make changed campaigns live, publish new content blocks. One that was paused or stopped by hand stays so
  --prune                  push: archive campaigns that DIR does not have; pull: delete files that the workspace does not have
  --exit-code              plan: end with 2 when there are differences, for CI

The database, by the settings with which Beckon is started here:

  beckon backup FILE       write all of it into FILE (.tar.gz), while Beckon goes on
  beckon restore FILE      bring a backup back, all or nothing; Beckon must not run

  --with-secret            backup: put the secret in as well that signs links and opens stored passwords; guard FILE accordingly
  --replace                restore: put the backup in the place of what the database holds

DIR holds campaigns/<key>.yaml (or .json), segments/<key>.yaml, content-blocks/<name>.yaml and workspace.yaml; other files are left alone.
Ends with 0 when done, 1 on an error, 2 on differences with --exit-code.
`;
