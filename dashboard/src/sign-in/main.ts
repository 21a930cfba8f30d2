import { mount } from 'svelte';
import type { Me } from '@duress/gateway/contract/organisation.ts';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import { Api } from '../shared/api.ts';
import { PageClock } from '../shared/clock.ts';
import { whoAmI } from '../shared/session.ts';
import { texts as sharedEnglish, type SharedTexts } from '../shared/texts/en.ts';
import { PageLanguage } from '../shared/language/page-language.svelte.ts';
import App from './App.svelte';
import { texts as english, type SignInTexts } from './texts/en.ts';
import { homeOf, oneTimeKey, pageAskedFor } from './way.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the form');
const language = new PageLanguage();
const texts = language.words(english, import.meta.glob<{ texts: SignInTexts }>(['./texts/*.ts', '!./texts/en.ts']));
const shared = language.words(
  sharedEnglish,
  import.meta.glob<{ texts: SharedTexts }>(['../shared/texts/*.ts', '!../shared/texts/{en,language}.ts']),
);
const clock = new PageClock();
const api = new Api({ clock });
const key = oneTimeKey(location.hash);
// The key leaves the address bar and the history at once; a reload of this page asks for the link again.
if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
const [who] = await Promise.all([whoAmI(api), language.begin(clock)]);
const go = (me: Me) => {
  location.replace(pageAskedFor(location, homeOf(me.roles)));
};
// Both fields come with `signed-out` alone (contract: SignedOut).
const said = who.ok ? { demo: who.value.demo, setUp: true } : { demo: who.problem['demo'] === true, setUp: who.problem['setUp'] !== false };
const unreachable = !who.ok && who.status !== 401 ? who.problem : undefined;
mount(App, { target, props: { api, texts, shared, language, key, demo: said.demo, setUp: said.setUp, unreachable, go } });
