import { mount } from 'svelte';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import './desk.css';
import { Api, goToSignIn } from '../shared/api.ts';
import { PageClock } from '../shared/clock.ts';
import { openFeedSocket } from '../shared/feed/browser-socket.ts';
import { whoAmI } from '../shared/session.ts';
import { texts as sharedEnglish, type SharedTexts } from '../shared/texts/en.ts';
import { PageLanguage } from '../shared/language/page-language.svelte.ts';
import App from './App.svelte';
import { Desk } from './desk.svelte.ts';
import { texts as english, type DeskTexts } from './texts/en.ts';
import Unreachable from './frame/Unreachable.svelte';
import { followTasks } from './task-news.ts';

/** Storage for drafts that the gateway does not have yet; some browsers refuse it by throwing. */
function draftStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    // Drafts then live at the gateway alone, and the pages say so where it matters.
    return undefined;
  }
}

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the desk');
const clock = new PageClock();
const api = new Api({ clock, onSignedOut: goToSignIn });
const language = new PageLanguage();
const texts = language.words(english, import.meta.glob<{ texts: DeskTexts }>(['./texts/*.ts', '!./texts/en.ts']));
const shared = language.words(
  sharedEnglish,
  import.meta.glob<{ texts: SharedTexts }>(['../shared/texts/*.ts', '!../shared/texts/{en,language}.ts']),
);
const [who] = await Promise.all([whoAmI(api), language.begin(clock)]);
if (who.ok) {
  const desk = new Desk({ api, clock, texts, shared, me: who.value, language, storage: draftStorage() });
  mount(App, { target, props: { desk } });
  const news = followTasks({ desk, clock, open: openFeedSocket, random: Math.random });
  addEventListener('online', () => {
    news.wake();
  });
} else if (who.status !== 401) {
  mount(Unreachable, { target, props: { problem: who.problem, texts, shared } });
}
