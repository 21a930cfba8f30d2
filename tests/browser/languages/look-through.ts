import type { Page } from 'playwright-core';
import { CLOSE, OPEN } from './pseudo.ts';

/** Words on the page that no texts file knows. */
export async function strangers(page: Page, itsOwn: RegExp): Promise<string[]> {
  const lines = await page.evaluate(
    ([open, close]) => {
      const found: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent?.closest('script, style, noscript, kbd, input, option[value=""]') !== null) continue;
        // A sentence with something in its middle: the whole of it is looked at.
        const whole = (node.textContent ?? '').split(open).length === (node.textContent ?? '').split(close).length;
        found.push((whole ? node : parent).textContent ?? '');
      }
      for (const named of document.querySelectorAll('[aria-label], [title], [placeholder]'))
        for (const name of ['aria-label', 'title', 'placeholder']) found.push(named.getAttribute(name) ?? '');
      return found;
    },
    [OPEN, CLOSE] as const,
  );
  const outside = (line: string): string => {
    let text = line;
    // Texts stand in texts: from the inside out.
    const nested = new RegExp(`${OPEN}[^${OPEN}${CLOSE}]*${CLOSE}`, 'g');
    for (let before = ''; before !== text;) [before, text] = [text, text.replaceAll(nested, '')];
    return text.replaceAll(itsOwn, '');
  };
  return [...new Set(lines.filter((line) => /\p{L}{2,}/u.test(outside(line))))];
}

/** Elements whose own text is wider or higher than they show; and whatever makes the page scroll sideways. */
export async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    function* ancestorsOf(element: Element): Generator<Element> {
      for (let one = element.parentElement; one !== null && one !== document.body; one = one.parentElement) yield one;
    }
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (element.closest('.unseen-text, svg, [hidden]') !== null || element.getClientRects().length === 0) continue;
      // Heads of tables that phones read aloud and do not show.
      if ([element, ...ancestorsOf(element)].some((one) => getComputedStyle(one).clipPath !== 'none')) continue;
      const style = getComputedStyle(element);
      const cuts = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll';
      const isControl = element.matches('button, a, summary, label, strong, h1, h2, p, span, li, dt, dd');
      const over = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      if (over && (cuts || (isControl && style.display !== 'inline'))) found.push(`wide: ${element.outerHTML.slice(0, 140)}`);
      const { left, right } = element.getBoundingClientRect();
      const width = document.documentElement.clientWidth;
      // A wide table scrolls in a frame of its own.
      const inFrame = [...ancestorsOf(element)].some((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX));
      if (inFrame) continue;
      if ((right > width + 1 || left < -1) && isControl) found.push(`outside: ${element.outerHTML.slice(0, 140)}`);
    }
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push('the page scrolls sideways');
    return [...new Set(found)];
  });
}

/**
 * Texts of which one lies over another: those who read see neither. What is out of sight, folded in or of one sentence does not count.
 */
export async function overlapping(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const written: { readonly node: Node; readonly parent: Element; readonly box: DOMRect }[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || node.textContent?.trim() === '' || parent.closest('.unseen-text, script, style, option, svg') !== null)
        continue;
      let unseen = false;
      for (let one: Element | null = parent; one !== null; one = one.parentElement) unseen ||= getComputedStyle(one).clipPath !== 'none';
      if (unseen) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) written.push({ node, parent, box });
    }
    // A third of a line: letters with strokes above and below need less.
    const over = (a: DOMRect, b: DOMRect) => {
      const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      return wide > 2 && high > Math.min(a.height, b.height) / 3;
    };
    const found = new Set<string>();
    for (const [i, one] of written.entries())
      for (const other of written.slice(i + 1))
        if (one.node !== other.node && over(one.box, other.box))
          found.add(`${one.parent.outerHTML.slice(0, 90)} / ${other.parent.outerHTML.slice(0, 90)}`);
    return [...found];
  });
}
