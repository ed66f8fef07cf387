import { expect, it } from 'vitest'
import { imageSource } from './image-source.ts'

it('lets pictures through', () => {
  for (const source of [
    'https://example.com/ada.png',
    'HTTP://example.com/ada.png',
    '//example.com/ada.png',
    '/avatars/ada.png',
    'avatars/ada.png',
    'data:image/png;base64,AAAA',
    'blob:https://example.com/1',
  ]) {
    expect(imageSource(source)).toBe(source)
  }
})

it('lets nothing else through, however it is spelled', () => {
  for (const source of [
    undefined,
    '',
    ' \n',
    'javascript:alert(1)',
    ' java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
  ]) {
    expect(imageSource(source)).toBeUndefined()
  }
})
