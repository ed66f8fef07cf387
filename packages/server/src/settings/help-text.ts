import { limitNames } from '../server-limits.ts'
import type { CommandName, Setting } from './setting.ts'
import { flagWords, startsServer } from './setting.ts'
import { settingsOf } from './table.ts'

/** What `herenow --help` prints: one screen of 24 lines of 80 characters. */
export const generalHelp = `herenow: a realtime server that starts with one command

Usage
  herenow [dev] [flags]   a server for development, on this machine
  herenow serve [flags]   a server for everybody, with auth and kept messages
  herenow token [flags]   a token for a client of a server with a secret
  herenow publish|history|here-now|tail|disconnect …   ask a running server
  herenow COMMAND --help  all flags of a command, its variables and defaults

Common flags
  --port NUMBER           default 7070; 0 takes a free one and prints it
  --host ADDRESS          default 127.0.0.1
  --data DIR | --memory   where messages are kept
  --origin ORIGIN         a page that may connect; may be repeated
  --config FILE           serve finds ./herenow.config.(ts|mts|js|mjs|json)
  --ready-file FILE       written once the server listens
  --cmd COMMAND           dev only: run COMMAND with HERENOW_URL, then stop
  -h, --help              -v, --version

A flag wins over its variable (HERENOW_PORT, …), a variable over the file.
Exit codes: 0 stopped cleanly, 1 failed, 2 wrong usage or configuration.
`

const introductions: Readonly<Record<CommandName, string>> = {
  dev: `herenow [dev]: a server for development on this machine

Messages are kept for a day, for each port, in node_modules/.cache of the project
around you, unless --data or --memory says otherwise; with --port 0 or --cmd in memory.
Without auth everybody may say to be anybody. With --host other than this machine's own
a secret is made up for this run, and a token is printed.
`,
  serve: `herenow serve: a server for everybody

Messages are kept in ./herenow-data unless --data or --memory says otherwise. It listens
on 127.0.0.1, for a proxy in front of it; --host 0.0.0.0 needs auth. It logs JSON to
standard output, or lines to a terminal, and stops cleanly on SIGTERM and SIGINT; the
second one ends it at once. With TLS, SIGHUP reads certificate and key again.
Configuration: ./herenow.config.(ts|mts|js|mjs|json).
`,
  token: `herenow token: prints a token for a client, signed with the secret of the server

The secret comes from HERENOW_TOKEN_SECRET, a file, or herenow.config.* in this folder.
`,
  publish: `herenow publish CHANNEL JSON: publishes a message, and prints its receipt

  herenow publish room:lobby '{"text":"Closing in ten minutes"}' --name said --as shop
`,
  history: `herenow history CHANNEL: prints stored messages, a line of JSON each, the newest last
`,
  'here-now': `herenow here-now [CHANNEL …]: prints how many people are in each channel, and who
`,
  tail: `herenow tail CHANNEL: prints messages as they come, a line of JSON each

It goes on through outages, and says so: {"connection":"lost"}, {"connection":"restored"},
and {"gap":true} where messages are missing.
`,
  disconnect: `herenow disconnect CLIENT: ends all connections of a client

Without --for it may come back, though clients of this kit don't by themselves.
`,
}

/** What `herenow COMMAND --help` prints. */
export function commandHelp(command: CommandName): string {
  const known = settingsOf(command).filter(({ key }) => !key.startsWith('limits.'))
  const said = known.filter(({ flag, variable }) => flag !== null || variable !== null)
  const inFileOnly = known.filter((setting) => setting.inFile && !said.includes(setting)).map(({ key }) => key)
  const parts = [introductions[command], 'Flags and variables', ...said.map(entry)]
  if (startsServer(command)) parts.push(limitsEntry())
  parts.push('  -h, --help', '  -v, --version')
  if (startsServer(command) && inFileOnly.length > 0)
    parts.push('', 'Only in the configuration file', inRows(inFileOnly, 6, '  '))
  return `${parts.join('\n')}\n`
}

function entry({ flag, variable, kind, help }: Setting): string {
  const isChoice = kind.placeholder === null
  const isList = kind.many === true
  const flagText = `--${flag}${isChoice ? '' : ` ${kind.placeholder}`}${isList ? ', repeatable' : ''}`
  const variableText = `${variable}${isChoice ? '=1' : ''}${isList ? ', with commas' : ''}`
  const names = [...(flag === null ? [] : [flagText]), ...(variable === null ? [] : [variableText])]
  return `  ${names.join('  ')}\n      ${help}`
}

function limitsEntry(): string {
  const names = inRows(limitNames.map(flagWords), 4, '      ')
  return `  --limit-NAME NUMBER  HERENOW_LIMIT_NAME\n      limits of the server; NAME is one of\n${names}`
}

function inRows(names: readonly string[], each: number, indent: string): string {
  const rows: string[] = []
  for (let start = 0; start < names.length; start += each) {
    rows.push(`${indent}${names.slice(start, start + each).join(', ')}`)
  }
  return rows.join(',\n')
}
