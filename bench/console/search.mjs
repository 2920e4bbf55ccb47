// Searches in a store that fill.py has filled, over HTTP, seven times each: node bench/console/search.mjs CONFIG-FOLDER [--binary NOREKEY]
import {middle, start} from './daemon.mjs';

const {base, link, stop} = await start();
const signed = await fetch(`${base}/api/v1/session`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({link})});
const cookie = signed.headers.get('set-cookie').split(';')[0];
const day = back => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

const questions = ['/messages?q=w123456', '/messages?q=po-9999', '/messages?q=sku-4242', '/messages?q=name4321', '/messages?q=llc', '/messages?q=first',
                   '/messages?q=llc+rep12+sku-77', '/messages?q=name12+first12+llc', '/messages?q=rep7+name4321', '/messages?rep=REP12',
                   `/messages?q=llc&until=${day(60)}`, `/messages?q=rep12&since=${day(50)}&until=${day(49)}`, '/messages?state=parked',
                   '/messages?kind=notice&state=ignored', '/messages', '/orders?q=c77', '/orders?q=llc', '/today'];
for (const question of questions) {
  const times = [];
  let items;
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    const address = question === '/today' ? question : `${question}${question.includes('?') ? '&' : '?'}limit=100`;
    const answer = await fetch(`${base}/api/v1${address}`, {headers: {Cookie: cookie}});
    items = (await answer.json()).items?.length ?? '';
    times.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`${question}: ${answer.status}`);
  }
  console.log(question.padEnd(56), `first ${times[0].toFixed(0)} ms, median ${middle(times).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`, items);
}
stop();
