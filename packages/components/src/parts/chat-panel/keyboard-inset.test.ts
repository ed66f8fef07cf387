import { expect, it } from 'vitest'
import { keyboardInset } from './keyboard-inset.ts'

it('is what lies below the visible part of the page', () => {
  expect(keyboardInset(640, { offsetTop: 0, height: 640, scale: 1, windowHeight: 640 })).toBe(0)
  expect(keyboardInset(640, { offsetTop: 0, height: 340, scale: 1, windowHeight: 640 })).toBe(300)
  expect(keyboardInset(640, { offsetTop: 100, height: 340, scale: 1, windowHeight: 640 })).toBe(200)
})

it('is nothing for an element that ends above the keyboard', () => {
  expect(keyboardInset(300, { offsetTop: 0, height: 340, scale: 1, windowHeight: 640 })).toBe(0)
})

it('is nothing when the page is magnified', () => {
  expect(keyboardInset(640, { offsetTop: 0, height: 320, scale: 2, windowHeight: 640 })).toBe(0)
})

it('is nothing for what lies below the window, where one scrolls to', () => {
  expect(keyboardInset(1_400, { offsetTop: 0, height: 640, scale: 1, windowHeight: 640 })).toBe(0)
  expect(keyboardInset(1_400, { offsetTop: 0, height: 340, scale: 1, windowHeight: 640 })).toBe(300)
})
