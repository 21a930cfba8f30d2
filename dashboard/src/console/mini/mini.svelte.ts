import type { Face } from '../shown.ts';

/** The browser's own window that stays on top (Document Picture-in-Picture). Not in every browser, and not in the types of all. */
interface PictureInPicture {
  requestWindow(options: { readonly width: number; readonly height: number }): Promise<Window>;
}

/** Room for the state, one alarm and its button; the person may pull it larger. */
const SIZE = { width: 380, height: 300 } as const;

function pictureInPicture(): PictureInPicture | undefined {
  // as: what a browser that has it has under this name.
  return 'documentPictureInPicture' in window ? (window.documentPictureInPicture as PictureInPicture) : undefined;
}

/**
 * A small console on top of whatever else is done at this desk. It shows what the page knows and adds nothing: closing it loses nothing.
 * While it is open the browser calls the page visible even behind another tab, so what is seen is asked of each window apart.
 */
export class MiniConsole {
  isOpen = $state(false);
  /** The browser refused the last time. */
  failed = $state(false);
  readonly isSupported = pictureInPicture() !== undefined;
  #window: Window | undefined;

  /** What can be seen of it: an alarm's place stands there only for the one that it shows. */
  get face(): Face | undefined {
    const own = this.#window;
    if (own === undefined) return undefined;
    return {
      isSeen: () => own.document.visibilityState === 'visible',
      has: (id) => own.document.querySelector(`[data-alarm="${CSS.escape(id)}"]`) !== null,
      painted: (run) => own.requestAnimationFrame(() => own.requestAnimationFrame(run)),
    };
  }

  /** From a click: the browser opens it only then. `show` fills it, and gives back how to empty it. */
  async open(show: (own: Document) => () => void): Promise<void> {
    const browser = pictureInPicture();
    if (browser === undefined || this.isOpen) return;
    try {
      this.#opened(await browser.requestWindow(SIZE), show);
      this.failed = false;
    } catch (error) {
      // Refused, by a policy or because the click is too long ago: the page says so, and the large window is there as before.
      if (!(error instanceof DOMException)) throw error;
      this.failed = true;
    }
  }

  close(): void {
    this.#window?.close();
  }

  #opened(own: Window, show: (own: Document) => () => void): void {
    dress(own.document, document);
    const empty = show(own.document);
    this.#window = own;
    this.isOpen = true;
    own.addEventListener('pagehide', () => {
      this.#window = undefined;
      this.isOpen = false;
      empty();
    });
  }
}

/** The same clothes as the page: its style sheets by their addresses, which is all that the content policy lets in. */
function dress(own: Document, page: Document): void {
  own.documentElement.lang = page.documentElement.lang;
  own.documentElement.dir = page.documentElement.dir;
  const { theme } = page.documentElement.dataset;
  if (theme !== undefined) own.documentElement.dataset['theme'] = theme;
  for (const sheet of page.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const link = own.createElement('link');
    link.rel = 'stylesheet';
    link.href = sheet.href;
    own.head.append(link);
  }
}
