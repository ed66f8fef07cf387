import type { Hello } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import { AppPermissions } from '../auth/app-permissions.ts'
import type { Identity } from '../auth/auth.ts'
import type { AuthorizeQuestion } from '../auth/authorize.ts'
import { PermissionGate } from '../auth/permission-gate.ts'
import { bearerOf } from '../auth/revoked.ts'
import { lastingQuestions } from '../request/questions.ts'
import { withdraw } from '../request/token.ts'
import type { Services } from '../services.ts'
import type { ConnectionParts } from './connection.ts'
import { Connection } from './connection.ts'
import { welcomeItem } from './welcome.ts'

interface Opening {
  readonly hello: Hello
  readonly identity: Identity
  /** The client's. */
  readonly address: string
  /** How the client calls its connection. */
  readonly name: string | undefined
  /** Milliseconds, or `null`: the token doesn't end. */
  readonly tokenExpiresIn: number | null
  /** Cuts this socket when the connection goes on on a newer one. */
  readonly replace: () => void
}

/** What asks the app about the requests of a connection; `null`: it has no say. */
function gateFor(services: Services, connection: Connection): PermissionGate | null {
  const { authorize, clock, failures, hookMeter, limitHits } = services
  if (authorize === null) return null
  // Answers outlive a lost socket, as the connection does.
  const client = (): AuthorizeQuestion['client'] => ({ clientId: connection.clientId, info: connection.info })
  connection.record.permissions ??= new AppPermissions(
    { authorize, clock, failures, hookMeter, connectionId: connection.connectionId },
    client(),
  )
  return new PermissionGate({
    permissions: connection.record.permissions,
    clock,
    client,
    lasting: () => lastingQuestions(services, connection),
    onAsk: (questions) => connection.charge(questions),
    crowded: () => limitHits.hit('unansweredQuestions', connection.about),
    onRenewed: () => withdraw(services, connection),
    failed: (error) => connection.failed(error),
  })
}

/** Puts an identified client on its connection, the one that it resumes or a new one, and says `welcome`. */
export function openConnection(
  services: Services,
  { hello, identity, address, name, tokenExpiresIn, replace }: Opening,
  parts: Pick<ConnectionParts, 'outgoing' | 'pagedOutput' | 'owner'>,
): Connection {
  const { registry, limits, absences, clients, events, metrics } = services
  const { clientId, info, rights } = identity
  const { record, resumed } = registry.open(clientId, hello.resumeKey, replace)
  if (resumed) absences.end(record.connectionId)
  metrics.hellos[resumed ? 'resumed' : hello.resumeKey === undefined ? 'fresh' : 'forgotten'] += 1
  const bearer = bearerOf(identity, hello.token !== undefined)
  const connection = new Connection({ ...parts, record, name, info, address, rights, bearer })
  connection.gate = gateFor(services, connection)
  parts.outgoing.send(encodeItem(welcomeItem(connection, resumed, tokenExpiresIn, limits)))
  // The token may be another one than that of the socket before.
  if (resumed) withdraw(services, connection)
  clients.add(connection)
  if (resumed) connection.gate?.reviewClient()
  else events.connected(record, info, address)
  return connection
}
