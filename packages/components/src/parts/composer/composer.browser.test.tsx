import '../../styles/chat.css'
import { act, screen } from '@testing-library/react'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { has } from '../../../test/engine.ts'
import { find, findAll, render } from '../../../test/render.ts'
import { collectUncaught } from '../../../test/uncaught.ts'
import { Composer } from '../../index.ts'

beforeEach(() => sessionStorage.clear())

function show(element: ReactElement) {
  const page = render(element)
  const field = (): HTMLTextAreaElement => {
    const found = screen.getByRole('textbox')
    if (found instanceof HTMLTextAreaElement) return found
    throw new Error('There is no field')
  }
  return { ...page, field, button: () => screen.getByRole('button', { name: 'Send' }) }
}

const sends = () => vi.fn<(text: string) => void>()

function pending() {
  const fails: ((reason: Error) => void)[] = []
  const promise = new Promise<void>((_, fail) => void fails.push(fail))
  return { promise, reject: (reason: Error) => fails.forEach((fail) => fail(reason)) }
}

describe('sending', () => {
  it('takes the text without the blanks around it, empties the field and keeps the focus', async () => {
    const onSend = sends()
    const { field, button } = show(<Composer onSend={onSend} />)
    await userEvent.type(field(), '  Hello there ')
    await userEvent.click(button())
    expect(onSend.mock.calls).toEqual([['Hello there']])
    expect(field().value).toBe('')
    expect(document.activeElement).toBe(field())
  })

  it('has nothing to send in blanks, and sends nothing while it is disabled', async () => {
    const onSend = sends()
    const { field, button, rerender } = show(<Composer onSend={onSend} />)
    await userEvent.type(field(), '   {Enter}')
    expect(button()).toHaveProperty('disabled', true)
    rerender(<Composer onSend={onSend} disabled />)
    expect(field().disabled).toBe(true)
    expect(onSend).not.toHaveBeenCalled()
  })

  it('has nothing to send, and tells nobody that one types, in what can’t be seen', async () => {
    const onSend = sends()
    const onTyping = vi.fn<(isTyping: boolean) => void>()
    const { field, button } = show(<Composer onSend={onSend} onTyping={onTyping} />)
    await userEvent.fill(field(), '\u200B\u2060\u3164')
    await userEvent.type(field(), '{Enter}')
    expect(button()).toHaveProperty('disabled', true)
    expect(onSend).not.toHaveBeenCalled()
    expect(onTyping).not.toHaveBeenCalledWith(true)
  })

  it('leaves the text where it is when `onSend` throws', async () => {
    const uncaught = collectUncaught()
    const { field } = show(
      <Composer
        onSend={() => {
          throw new Error('Not ready')
        }}
      />,
    )
    await userEvent.type(field(), 'Hello{Enter}')
    expect(field().value).toBe('Hello')
    // React 18 tells the window twice in development.
    expect(new Set(uncaught.map(({ error }) => String(error)))).toEqual(new Set(['Error: Not ready']))
  })

  it('tells of typing, and of its end by sending, by emptying and by leaving', async () => {
    const told: boolean[] = []
    const { field } = show(<Composer onSend={sends()} onTyping={(isTyping) => told.push(isTyping)} />)
    await userEvent.type(field(), 'Hi')
    expect(told.splice(0)).toEqual([true, true])
    await userEvent.keyboard('{Enter}')
    expect(told.splice(0)).toEqual([false])
    await userEvent.type(field(), 'H{Backspace}')
    expect(told.splice(0)).toEqual([true, false])
    field().blur()
    expect(told).toEqual([false])
  })
})

describe('a text that could not be sent', () => {
  it('comes back into an empty field, and says so until it is changed', async () => {
    const { field } = show(<Composer onSend={() => Promise.reject(new Error('No'))} />)
    await userEvent.type(field(), 'Hello{Enter}')
    await vi.waitFor(() => expect(field().value).toBe('Hello'))
    expect(find('.hn-composer-returned').textContent).not.toBe('')
    expect(field().getAttribute('aria-describedby')).toBe(find('.hn-composer-foot').id)
    await userEvent.type(field(), '!')
    expect(findAll('.hn-composer-returned')).toEqual([])
  })

  it('does not mix with what has been written since', async () => {
    const { promise, reject } = pending()
    const { field } = show(<Composer onSend={() => promise} />)
    await userEvent.type(field(), 'First{Enter}')
    await userEvent.type(field(), 'Second')
    reject(new Error('No'))
    await expect(promise).rejects.toThrow('No')
    expect(field().value).toBe('Second')
    expect(findAll('.hn-composer-returned')).toEqual([])
  })

  it('comes back to where it was written, also when another draft is shown', async () => {
    const { promise, reject } = pending()
    const { field, rerender } = show(<Composer draftKey="lobby" onSend={() => promise} />)
    await userEvent.type(field(), 'For the lobby{Enter}')
    rerender(<Composer draftKey="design" onSend={() => promise} />)
    reject(new Error('No'))
    await expect(promise).rejects.toThrow('No')
    expect(field().value).toBe('')
    rerender(<Composer draftKey="lobby" onSend={() => promise} />)
    expect(field().value).toBe('For the lobby')
  })
})

describe('drafts', () => {
  it('wait for the composer to come back, each under its key', async () => {
    const { field, rerender } = show(<Composer key="1" draftKey="drafts-1" onSend={sends()} />)
    await userEvent.type(field(), 'One')
    rerender(<Composer key="2" draftKey="drafts-2" onSend={sends()} />)
    expect(field().value).toBe('')
    await userEvent.type(field(), 'Two')
    rerender(<Composer key="3" draftKey="drafts-1" onSend={sends()} />)
    expect(field().value).toBe('One')
    rerender(<Composer key="3" draftKey="drafts-2" onSend={sends()} />)
    expect(field().value).toBe('Two')
    await userEvent.type(field(), '{Enter}')
    expect(sessionStorage.length).toBe(1)
  })
})

describe.runIf(has('cdp'))('an input method', () => {
  const compose = (text: string) =>
    cdp().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })

  it('keeps its Enter, and the word goes out whole', async () => {
    const onSend = sends()
    const { field } = show(<Composer onSend={onSend} />)
    await userEvent.click(field())
    await compose('に')
    await compose('にほん')
    expect(field().value).toBe('にほん')
    const enter = { key: 'Enter', bubbles: true, cancelable: true }
    field().dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }))
    field().dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }))
    expect(onSend).not.toHaveBeenCalled()
    await cdp().send('Input.insertText', { text: '日本' })
    expect(field().value).toBe('日本')
    await userEvent.keyboard('{Enter}')
    expect(onSend.mock.calls).toEqual([['日本']])
  })

  it('loses nothing when the owner of the text empties it meanwhile', async () => {
    let empty = () => {}
    function Owner(): ReactElement {
      const [text, setText] = useState('')
      empty = () => setText('')
      return <Composer value={text} onValueChange={setText} onSend={sends()} />
    }
    const { field } = show(<Owner />)
    await userEvent.click(field())
    await compose('にほん')
    act(empty)
    expect(field().value).toBe('にほん')
    await compose('にほんご')
    expect(field().value).toBe('にほんご')
    await cdp().send('Input.insertText', { text: '日本語' })
    expect(field().value).toBe('日本語')
  })

  it('has its word sent whole by the button', async () => {
    const onSend = sends()
    const { field, button } = show(<Composer onSend={onSend} />)
    await userEvent.click(field())
    await compose('にほん')
    await userEvent.click(button())
    expect(onSend.mock.calls).toEqual([['にほん']])
    expect(field().value).toBe('')
  })
})

describe('the field', () => {
  const height = (field: HTMLElement, lines: number) => {
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field)
    return lines * Number.parseFloat(lineHeight) + Number.parseFloat(paddingTop) + Number.parseFloat(paddingBottom)
  }
  const text = (lines: number) => Array.from({ length: lines }, (_, line) => `Line ${line}`).join('\n')

  function expectToGrow() {
    const { field, rerender } = show(<Composer value="" onSend={sends()} />)
    for (const lines of [1, 2, 5, 8]) {
      rerender(<Composer value={text(lines)} onSend={sends()} />)
      expect(field().clientHeight).toBeCloseTo(height(field(), lines), -1)
      expect(field().scrollHeight - field().clientHeight).toBeLessThan(2)
    }
    rerender(<Composer value={text(20)} onSend={sends()} />)
    expect(field().clientHeight).toBeCloseTo(height(field(), 8), -1)
    expect(field().scrollHeight).toBeGreaterThan(height(field(), 19))
  }

  it('grows with its text up to eight lines, then it scrolls', expectToGrow)

  it('does the same where browsers can’t size a field by its content', () => {
    const fallback = [...document.styleSheets].flatMap((sheet) => fallbackRules([...sheet.cssRules]))
    expect(fallback.length).toBeGreaterThan(0)
    const supports = vi.spyOn(CSS, 'supports').mockReturnValue(false)
    onTestFinished(() => supports.mockRestore())
    const style = document.createElement('style')
    // In their own layer, as they are there.
    style.textContent = `@layer components.herenow.parts { ${fallback.join('\n')} }
      .hn-composer-input { field-sizing: fixed }`
    document.head.append(style)
    onTestFinished(() => style.remove())
    expectToGrow()
  })

  it.runIf(has('files-from-scripts'))('is told apart in what it takes: files are handed on, text is pasted', () => {
    const onPasteFiles = vi.fn<(files: readonly File[]) => void>()
    const { field, rerender } = show(<Composer onSend={sends()} onPasteFiles={onPasteFiles} />)
    const paste = (fill: (data: DataTransfer) => void): boolean => {
      const clipboardData = new DataTransfer()
      fill(clipboardData)
      return field().dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }
    const file = new File(['x'], 'picture.png', { type: 'image/png' })
    expect(paste((data) => data.items.add(file))).toBe(false)
    expect(onPasteFiles.mock.calls[0]?.[0].map(({ name }) => name)).toEqual(['picture.png'])
    expect(paste((data) => data.setData('text/plain', 'Hello'))).toBe(true)
    expect(onPasteFiles).toHaveBeenCalledOnce()
    rerender(<Composer onSend={sends()} />)
    expect(paste((data) => data.items.add(file))).toBe(true)
  })

  it('takes files that are dropped as it takes those that are pasted, and shows that it would', async () => {
    const onPasteFiles = vi.fn<(files: readonly File[]) => void>()
    const { field, rerender } = show(<Composer onSend={sends()} onPasteFiles={onPasteFiles} />)
    const drag = (type: 'dragover' | 'dragleave' | 'drop', fill: (data: DataTransfer) => void): boolean => {
      const dataTransfer = new DataTransfer()
      fill(dataTransfer)
      const target = type === 'dragleave' ? find('.hn-composer') : field()
      return target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
    const addFile = (data: DataTransfer): unknown =>
      data.items.add(new File(['x'], 'picture.png', { type: 'image/png' }))
    const addText = (data: DataTransfer): void => data.setData('text/plain', 'Hello')
    const expectToShow = (isOver: boolean): Promise<void> =>
      vi.waitFor(() => expect(find('.hn-composer').dataset['dropping']).toBe(String(isOver)))

    expect(drag('dragover', addFile)).toBe(false)
    await expectToShow(true)
    drag('dragleave', addFile)
    await expectToShow(false)
    drag('dragover', addFile)
    expect(drag('drop', addFile)).toBe(false)
    await expectToShow(false)
    expect(onPasteFiles.mock.calls[0]?.[0].map(({ name }) => name)).toEqual(['picture.png'])
    expect([drag('dragover', addText), drag('drop', addText)]).toEqual([true, true])
    rerender(<Composer onSend={sends()} onPasteFiles={onPasteFiles} disabled />)
    expect([drag('dragover', addFile), drag('drop', addFile)]).toEqual([true, true])
    rerender(<Composer onSend={sends()} />)
    expect([drag('dragover', addFile), drag('drop', addFile)]).toEqual([true, true])
    expect(onPasteFiles).toHaveBeenCalledOnce()
  })

  it.each([
    ['a small button', <button key="1" type="button" style={{ blockSize: 24, padding: 0 }} />],
    ['a large button', <button key="2" type="button" style={{ blockSize: 32, padding: 0 }} />],
    ['an icon', <svg key="3" width="16" height="16" />],
    ['a text', <span key="4">To:</span>],
  ])('has %s before the text in line with it, and in line with its last line', async (_, leading) => {
    const { field, button } = show(<Composer onSend={sends()} leading={leading} trailing={leading} />)
    const middle = (element: Element): number => {
      const { top, bottom } = element.getBoundingClientRect()
      return (top + bottom) / 2
    }
    const asides = (): readonly number[] =>
      [...find('.hn-composer-frame').querySelectorAll('.hn-composer-aside > *')].map(middle)
    const expectInLine = (line: number): void => {
      expect(asides()).toHaveLength(2)
      for (const aside of asides()) expect(Math.abs(aside - line)).toBeLessThanOrEqual(1)
    }
    expectInLine(middle(field()))
    await userEvent.fill(field(), 'One\ntwo\nthree')
    expect(field().getBoundingClientRect().height).toBeGreaterThan(50)
    expectInLine(middle(button()))
  })
})

function fallbackRules(rules: readonly CSSRule[]): readonly string[] {
  return rules.flatMap((rule) => {
    if (rule instanceof CSSSupportsRule && rule.conditionText.includes('field-sizing')) {
      return [...rule.cssRules].map(({ cssText }) => cssText)
    }
    return rule instanceof CSSGroupingRule || rule instanceof CSSImportRule ? fallbackRules(innerRules(rule)) : []
  })
}

function innerRules(rule: CSSGroupingRule | CSSImportRule): readonly CSSRule[] {
  if (rule instanceof CSSImportRule) return [...(rule.styleSheet?.cssRules ?? [])]
  return [...rule.cssRules]
}
