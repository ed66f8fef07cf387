import { useChannel, useHistory, usePresence } from '@herenow/react'
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createContext, StrictMode, useContext, useEffect } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHub } from '@herenow/memory'
import { renderWithHub } from './index.ts'

const lobby = 'room:lobby'

function Room() {
  const { publish } = useChannel(lobby)
  const { messages } = useHistory(lobby)
  const { members } = usePresence(lobby)
  return (
    <>
      <p>{members.length} here</p>
      <ul>
        {messages.map(({ id, info, clientId, data }) => (
          <li key={id}>{`${info?.name ?? clientId}: ${String(data)}`}</li>
        ))}
      </ul>
      <button onClick={() => void publish('said', 'hello')}>Say hello</button>
    </>
  )
}

const bob = { clientId: 'bob', info: { name: 'Bob' } } as const
const complaints = vi.fn()

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  vi.spyOn(console, 'error').mockImplementation(complaints)
})

afterEach(async () => {
  cleanup()
  await Promise.resolve()
  expect(Reflect.get(globalThis, 'IS_REACT_ACT_ENVIRONMENT')).toBe(true)
  expect(complaints).not.toHaveBeenCalled()
})

describe('renderWithHub', () => {
  it('shows people, earlier messages and new ones', async () => {
    const { people } = renderWithHub(<Room />, {
      channel: lobby,
      people: [bob, { clientId: 'cy' }],
      messages: [{ name: 'said', data: 'Anybody here?', clientId: 'dee' }],
    })
    await screen.findByText('3 here')
    await screen.findByText('dee: Anybody here?')
    await people.bob.channel(lobby).publish('said', 'Me!')
    await screen.findByText('Bob: Me!')
    await people.cy.close()
    await screen.findByText('2 here')
  })

  it("sends the user's messages to the others", async () => {
    const { people } = renderWithHub(<Room />, {
      clientId: 'ana',
      info: { name: 'Ana' },
      channel: lobby,
      people: [bob],
    })
    const heard = vi.fn()
    const channel = people.bob.channel(lobby)
    channel.subscribe(({ info, data }) => heard(info?.name, data))
    await channel.attach()
    fireEvent.click(screen.getByRole('button', { name: 'Say hello' }))
    await waitFor(() => expect(heard).toHaveBeenCalledWith('Ana', 'hello'))
  })

  it('sets the presence state of others', async () => {
    const { client } = renderWithHub(<Room />, { channel: lobby, people: [{ ...bob, state: { mood: 'busy' } }] })
    await screen.findByText('2 here')
    expect(client.channel(lobby).presence.members.getState().list).toContainEqual(
      expect.objectContaining({ clientId: 'bob', state: { mood: 'busy' } }),
    )
  })

  it('takes the user offline and online through the hub', async () => {
    const hub = createHub()
    const { client } = renderWithHub(<Room />, { hub, channel: lobby, people: [bob] })
    await screen.findByText('2 here')
    hub.goOffline('me')
    await waitFor(() => expect(client.connection.getState().status).toBe('disconnected'))
    hub.goOnline('me')
    await waitFor(() => expect(client.connection.getState().status).toBe('connected'))
  })

  it('keeps the client through a rerender, StrictMode and a wrapper of the test', async () => {
    const Place = createContext('nowhere')
    const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
      <Place.Provider value="inside">{children}</Place.Provider>
    )
    const Where = (): ReactNode => <p>{useContext(Place)}</p>
    const ui = (
      <StrictMode>
        <Room />
        <Where />
      </StrictMode>
    )
    const { rerender, client } = renderWithHub(ui, { wrapper, reactStrictMode: true })
    await screen.findByText('1 here')
    rerender(ui)
    await screen.findByText('inside')
    expect(client.connection.getState().status).toBe('connected')
  })

  it('closes every client when the test ends', async () => {
    const { unmount, client, people } = renderWithHub(<Room />, { channel: lobby, people: [bob] })
    await screen.findByText('2 here')
    unmount()
    await vi.waitFor(() => {
      expect(client.connection.getState().status).toBe('closed')
      expect(people.bob.connection.getState().status).toBe('closed')
    })
  })

  it("renders two rooms at once, and restores React's act setting after the last one", async () => {
    const first = renderWithHub(<Room />)
    renderWithHub(<Room />)
    expect(await screen.findAllByText('1 here')).toHaveLength(2)
    first.unmount()
    await Promise.resolve()
    expect(Reflect.get(globalThis, 'IS_REACT_ACT_ENVIRONMENT')).toBe(false)
  })

  it("restores React's act setting when rendering throws", () => {
    const Broken = (): ReactNode => {
      throw new Error('broken')
    }
    expect(() => renderWithHub(<Broken />)).toThrow('broken')
    expect(Reflect.get(globalThis, 'IS_REACT_ACT_ENVIRONMENT')).toBe(true)
    complaints.mockClear()
  })

  it("restores React's act setting once when the first effect throws", async () => {
    const Broken = (): ReactNode => {
      useEffect(() => {
        throw new Error('broken')
      }, [])
      return null
    }
    expect(() => renderWithHub(<Broken />)).toThrow('broken')
    await Promise.resolve()
    complaints.mockClear()
    renderWithHub(<Room />)
    await screen.findByText('1 here')
    expect(Reflect.get(globalThis, 'IS_REACT_ACT_ENVIRONMENT')).toBe(false)
  })

  it('requires a channel for people', () => {
    expect(() => renderWithHub(<Room />, { people: [bob] })).toThrow('`people` and `messages` need a `channel`.')
  })
})
