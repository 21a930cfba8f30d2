import { mount } from 'svelte';
import type { Me } from '@duress/gateway/contract/organisation.ts';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import { Api } from '../shared/api.ts';
import { PageClock } from '../shared/clock.ts';
import { whoAmI } from '../shared/session.ts';
import { texts as shared } from '../shared/texts/en.ts';
import { loadTexts } from '../shared/texts/language.ts';
import App from './App.svelte';
import { texts as english, type SignInTexts } from './texts/en.ts';
import { homeOf, oneTimeKey, pageAskedFor } from './way.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the form');
const texts = await loadTexts(english, import.meta.glob<{ texts: SignInTexts }>(['./texts/*.ts', '!./texts/en.ts']));
const api = new Api({ clock: new PageClock() });
const key = oneTimeKey(location.hash);
// The key leaves the address bar and the history at once; a reload of this page asks for the link again.
if (key !== undefined) history.replaceState(null, '', location.pathname + location.search);
const who = await whoAmI(api);
const go = (me: Me) => {
  location.replace(pageAskedFor(location, homeOf(me.roles)));
};
// Both fields come with `signed-out` alone (contract: SignedOut).
const said = who.ok ? { demo: who.value.demo, setUp: true } : { demo: who.problem['demo'] === true, setUp: who.problem['setUp'] !== false };
const unreachable = !who.ok && who.status !== 401 ? who.problem : undefined;
mount(App, { target, props: { api, texts, shared, key, demo: said.demo, setUp: said.setUp, unreachable, go } });
