import type { MessageOf, Position } from '../src/index.ts'
import type { Heard, Person } from './person.ts'

type Told = Pick<MessageOf, 'id' | 'position' | 'connectionId'>

/** Which message stands at a position, as text. */
type IdAt = ReadonlyMap<string, string>

/** Every id once, and in the order of positions; a jump only where a gap was told. */
export function listeningProblems(heard: readonly Heard[], idAt: IdAt): string[] {
  const problems: string[] = []
  const steps = new Steps(idAt)
  for (const each of heard) {
    if (each.kind === 'anew') steps.startAnew()
    else if (each.kind === 'gap') steps.gap()
    else problems.push(...steps.message(each.message))
  }
  return problems
}

/** The same of the log as it is shown, and own unsent messages at its end. */
export function logProblems(person: Person, idAt: IdAt): string[] {
  const { messages, gaps } = person.channel.log.getState()
  const problems: string[] = []
  const sent = messages.filter(({ status }) => status === 'sent')
  if (messages.slice(0, sent.length).some(({ status }) => status !== 'sent')) {
    problems.push('an unsent message stands before a sent one')
  }
  const steps = new Steps(idAt)
  for (const message of sent) {
    // Our own, confirmed, and not (or not yet) told by the service: nothing says what stands around it.
    problems.push(...(message.connectionId === null ? steps.own(message) : steps.message(message)))
    if (gaps.some(({ afterId }) => afterId === message.id)) steps.gap()
  }
  return problems.map((text) => `in the log: ${text}`)
}

/** Goes along messages and finds what can't be. */
class Steps {
  readonly #idAt: IdAt
  readonly #ids = new Set<string>()
  #last: Position | null = null
  #marked = false

  constructor(idAt: IdAt) {
    this.#idAt = idAt
  }

  startAnew(): void {
    this.#last = null
  }

  gap(): void {
    this.#marked = true
  }

  own({ id, position }: Told): string[] {
    return this.#isNew(id) && !this.#isBackwards(position) ? [] : [`our own ${id} (${position?.offset}) stands wrong`]
  }

  message({ id, position }: Told): string[] {
    if (!this.#isNew(id)) return [`${id} came twice`]
    if (position === null) return []
    const before = this.#last
    const problem = `${id} (${position.epoch} ${position.offset}) follows ${before?.epoch} ${before?.offset}`
    const isWrong = this.#isBackwards(position) || (before !== null && !this.#marked && this.#hides(before, position))
    this.#last = position
    this.#marked = false
    return isWrong ? [problem] : []
  }

  #isNew(id: string): boolean {
    const isNew = !this.#ids.has(id)
    this.#ids.add(id)
    return isNew
  }

  #isBackwards(position: Position | null): boolean {
    return position?.epoch === this.#last?.epoch && Number(position?.offset) <= Number(this.#last?.offset)
  }

  /** Something stands between the two that was not told: not in an earlier epoch either. */
  #hides(before: Position, after: Position): boolean {
    if (before.epoch !== after.epoch) return true
    for (let offset = Number(before.offset) + 1; offset < Number(after.offset); offset += 1) {
      const id = this.#idAt.get(place({ epoch: after.epoch, offset }))
      if (id === undefined || !this.#ids.has(id)) return true
    }
    return false
  }
}

function place({ epoch, offset }: Position): string {
  return `${epoch} ${offset}`
}

/** Every publish came to an end; who was told that it never left finds it nowhere. */
export function publishingProblems(person: Person, everywhere: ReadonlySet<string>): string[] {
  const problems: string[] = []
  for (const [id, settlement] of person.published) {
    if (settlement === null) problems.push(`the publish of ${id} never settled`)
    else if ('error' in settlement && !person.meddledWith.has(id)) {
      const mayExist = settlement.error.outcome === 'unknown'
      if (!mayExist && everywhere.has(id)) problems.push(`${id} exists, but was said not to have left`)
    }
  }
  return problems
}

/** One position is one message, whoever tells it. */
export function findMessages(people: readonly Person[]): { readonly idAt: IdAt; readonly problems: string[] } {
  const problems: string[] = []
  const idAt = new Map<string, string>()
  const see = (id: string, position: Position | null): void => {
    if (position === null) return
    const known = idAt.get(place(position)) ?? id
    idAt.set(place(position), known)
    if (known !== id) problems.push(`${place(position)} is ${known} and ${id}`)
  }
  for (const { heard, published, channel } of people) {
    for (const each of heard) if (each.kind === 'message') see(each.message.id, each.message.position)
    for (const settled of published.values()) {
      if (settled !== null && 'receipt' in settled) see(settled.receipt.id, settled.receipt.position)
    }
    for (const { id, position } of channel.log.getState().messages) see(id, position)
  }
  return { idAt, problems }
}
