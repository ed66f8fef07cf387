import {
  convertElementToCssSelector,
  getByAltTextSelector,
  getByLabelSelector,
  getByPlaceholderSelector,
  getByRoleSelector,
  getByTestIdSelector,
  getByTextSelector,
  getByTitleSelector,
  Locator,
  selectorEngine,
} from '@vitest/browser/locators'
import { page, server } from 'vitest/browser'

// Runs in the page, before the tests. Drivers of the WebDriver standard know CSS selectors only, so a locator finds its
// element here and is sent as the path to it.

class CssLocator extends Locator {
  constructor(selector: string, container?: Element) {
    super()
    this._pwSelector = selector
    this._container = container
  }

  get selector(): string {
    return convertElementToCssSelector(this.element())
  }

  protected locator(selector: string): Locator {
    return new CssLocator(`${this._pwSelector} >> ${selector}`, this._container)
  }

  protected elementLocator(element: Element): Locator {
    return locateElement(element)
  }
}

function locateElement(element: Element): Locator {
  return new CssLocator(selectorEngine.generateSelectorSimple(element), element)
}

page.extend({
  getByRole: (role, options) => new CssLocator(getByRoleSelector(role, options)),
  getByText: (text, options) => new CssLocator(getByTextSelector(text, options)),
  getByLabelText: (text, options) => new CssLocator(getByLabelSelector(text, options)),
  getByPlaceholder: (text, options) => new CssLocator(getByPlaceholderSelector(text, options)),
  getByAltText: (text, options) => new CssLocator(getByAltTextSelector(text, options)),
  getByTitle: (text, options) => new CssLocator(getByTitleSelector(text, options)),
  getByTestId: (id) => new CssLocator(getByTestIdSelector(server.config.browser.locators.testIdAttribute, id)),
  elementLocator: locateElement,
})
