import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { oddNames, samplePicture } from '../../stories/sample-members.ts'
import { Avatar } from './avatar.tsx'

const meta: Meta<typeof Avatar> = {
  title: 'Presence/Avatar',
  component: Avatar,
  args: { id: 'ada', name: 'Ada Lovelace' },
}
export default meta

type Story = StoryObj<typeof Avatar>

const row = { display: 'flex', alignItems: 'center', gap: 16, flexWrap: 'wrap' } as const

export const Default: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: 'Ada Lovelace' })).toHaveTextContent('AL')
  },
}

export const WithPicture: Story = {
  args: { src: samplePicture },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: 'Ada Lovelace' })).toHaveAttribute('data-state', 'image')
  },
}

/** A picture that can't be loaded leaves the initials. */
export const BrokenPicture: Story = {
  args: { src: 'data:image/png;base64,broken' },
  play: async ({ canvas }) => {
    const avatar = canvas.getByRole('img', { name: 'Ada Lovelace' })
    await waitFor(() => expect(avatar).toHaveAttribute('data-state', 'initials'))
    await expect(avatar.querySelector('img')).toBeNull()
  },
}

/** Told by shape and in words as well as by colour. */
export const Statuses: Story = {
  tags: ['key'],
  globals: { locale: 'en' },
  render: (args) => (
    <div style={row}>
      <Avatar {...args} status="active" />
      <Avatar {...args} status="idle" src={samplePicture} />
      <Avatar {...args} status="offline" />
      <Avatar {...args} status="offline" size="large" shape="square" />
    </div>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: 'Ada Lovelace, idle' })).toBeVisible()
  },
}

export const Sizes: Story = {
  render: (args) => (
    <div style={row}>
      <Avatar {...args} size="small" />
      <Avatar {...args} size="medium" />
      <Avatar {...args} size="large" />
      <Avatar {...args} size="large" shape="square" />
      <Avatar {...args} size="large" shape="square" src={samplePicture} />
    </div>
  ),
}

/** Everybody keeps a colour of their own; white is readable on each. */
export const Colours: Story = {
  render: () => (
    <div style={row}>
      {Array.from({ length: 24 }, (_, index) => (
        <Avatar key={index} id={`person-${index}`} name={`Person ${index}`} />
      ))}
    </div>
  ),
}

/** Emoji, other scripts, control characters, a wall of accents. */
export const OddNames: Story = {
  tags: ['key'],
  render: () => (
    <div style={row}>
      {oddNames.map((name, index) => (
        <Avatar key={name} id={`odd-${index}`} name={name} aria-label={`Odd name ${index + 1}`} size="large" />
      ))}
    </div>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: 'Odd name 2' })).toHaveTextContent('👩‍👩‍👧‍👦F')
    for (const avatar of canvas.getAllByRole('img')) {
      await expect(avatar.getBoundingClientRect().width).toBe(avatar.getBoundingClientRect().height)
    }
  },
}
