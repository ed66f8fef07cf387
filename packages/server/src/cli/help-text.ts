/** What `herenow --help` prints. */
export const helpText = `herenow: a realtime server that starts with one command

Usage
  herenow [dev] [flags]     start a server for development on this machine

Flags                       Environment
  --port NUMBER             HERENOW_PORT         default 7070; 0 takes a free port and prints it
  --host ADDRESS            HERENOW_HOST         default 127.0.0.1
  --data DIR                HERENOW_DATA         keep messages in DIR/herenow.db, a SQLite file;
                                                 without it they are kept for a day in the project's
                                                 node_modules/.cache, or in a temporary folder
  --memory                  HERENOW_MEMORY=1     keep messages in memory: a restart forgets them;
                                                 the default with --port 0 or --cmd
  --new-epoch               HERENOW_NEW_EPOCH=1  with --data, after a backup was put back: tell every client
                                                 that messages may be missing
  --ready-file FILE         HERENOW_READY_FILE   write { url, httpUrl, port, pid } as JSON once listening
  --cmd COMMAND             HERENOW_CMD          run COMMAND with HERENOW_URL against a throw-away server,
                                                 then exit with its code
  -h, --help
  -v, --version

Without auth everybody may say to be anybody, so this server listens on this machine only; for anything
else use createServer({ auth }) from @herenow/server.
`
