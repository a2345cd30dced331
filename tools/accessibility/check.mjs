// node check.mjs CHROMIUM FILE...: opens each document as a desk, a phone and paper
// show it, and fails if axe-core finds fault, if anything is wider than the
// screen, if a tab stop does not show that it has the focus, or if the document
// asks for anything from outside.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import puppeteer from 'puppeteer-core'

const [executablePath, ...files] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shapes = [
  { name: 'desk', viewport: { width: 1200, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } },
  { name: 'paper', viewport: { width: 794, height: 1123 }, media: 'print' },
]
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
let faults = 0
let checks = 0

function fault(where, what) {
  faults++
  console.log(`${where}: ${what}`)
}

// run has axe-core look at the page as it is.
async function run(page, where, paper) {
  await page.evaluate(axe)
  // Nobody taps on paper.
  const options = { runOnly: rules, resultTypes: ['violations'], rules: { 'target-size': { enabled: !paper } } }
  const found = await page.evaluate(o => globalThis.axe.run(document, o), options)
  checks += found.passes.length + found.violations.length
  for (const v of found.violations) {
    fault(where, `${v.id} (${v.impact}): ${v.help}; ${v.nodes.length} times, first ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary.replaceAll(/\s+/g, ' ').slice(0, 300)}`)
  }
}

// keyboard goes through every tab stop: the first one leads to the content, each is
// seen to have the focus, and none traps it.
async function keyboard(page, where) {
  await page.keyboard.press('Tab')
  const first = await page.evaluate(() => {
    const e = document.activeElement
    const r = e.getBoundingClientRect()
    return { to: e.getAttribute('href'), seen: r.left >= 0 && r.top >= 0 && r.width > 0 }
  })
  if (first.to !== '#main' || !first.seen) fault(where, `the first tab stop is ${JSON.stringify(first)}, not a visible way to the content`)
  const stops = await page.evaluate(() => document.querySelectorAll('a[href], [tabindex="0"], button, input').length)
  for (let i = 1; i < stops; i++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const e = document.activeElement
      const s = getComputedStyle(e)
      return { what: e.outerHTML.slice(0, 120), body: e === document.body, shown: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 }
    })
    if (at.body) return fault(where, `only ${i} of ${stops} tab stops are reached`)
    if (!at.shown) return fault(where, `nothing shows that the focus is on ${at.what}`)
  }
}

const browser = await puppeteer.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] })
try {
  for (const file of files) {
    for (const shape of shapes) {
      const where = `${basename(dirname(file))}/${basename(file)} ${shape.name}`
      const page = await browser.newPage()
      await page.setBypassCSP(true) // for axe-core; that there is a policy is tested in Go
      await page.setViewport(shape.viewport)
      if (shape.media) await page.emulateMediaType(shape.media)
      page.on('request', r => { if (r.url() !== `file://${file}`) fault(where, `it asks for ${r.url()}`) })
      page.on('console', m => { if (m.type() === 'error') fault(where, m.text()) })
      await page.goto(`file://${file}`)
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth)
      if (wide > 0) fault(where, `it is ${wide} pixels wider than the screen`)
      if (shape.name === 'desk') await keyboard(page, where)
      await run(page, where, shape.media === 'print')
      await page.close()
    }
  }
} finally {
  await browser.close()
}
console.log(`${files.length} documents, ${checks} checks of axe-core, ${faults} faults`)
process.exit(faults > 0 ? 1 : 0)
