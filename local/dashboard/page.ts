/** The page at `/_local`. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 14px/1.45 system-ui, sans-serif; margin: 1.5rem; }
  h2 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .15rem .8rem .15rem 0; font-variant-numeric: tabular-nums; vertical-align: top; }
  th { font-weight: 600; border-bottom: 1px solid #8886; }
  td { border-bottom: 1px solid #8882; overflow-wrap: anywhere; }
  pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.5 ui-monospace, monospace; max-height: 50vh; overflow: auto; }
  .bad { color: #d33; }
  .dim { opacity: .65; }
  input { font: inherit; padding: .15rem .4rem; }
</style>
<h1>Running here</h1>
<h2>Connections <span id="count" class="dim"></span></h2>
<table><thead><tr><th>Connection</th><th>Who</th><th>From</th><th>Connected</th><th>Last active</th></tr></thead><tbody id="connections"></tbody></table>
<h2>Invocations</h2>
<table><thead><tr><th>Time</th><th>Function</th><th>Outcome</th><th>Duration</th><th>Start</th><th>Memory</th></tr></thead><tbody id="invocations"></tbody></table>
<h2>Logs <input id="filter" placeholder="filter" aria-label="Filter the logs"></h2>
<pre id="logs"></pre>
<script src="/_local/page.js"></script>
</html>
`;

/** Its script. Whatever comes from functions and clients is put into the page as text only. */
export const script = `
const byId = (id) => document.getElementById(id);
const time = (at) => new Date(at).toLocaleTimeString();
const row = (cells, bad) => {
  const line = document.createElement('tr');
  if (bad) line.className = 'bad';
  for (const cell of cells) {
    const data = document.createElement('td');
    data.textContent = cell;
    line.append(data);
  }
  return line;
};
const trim = (list, most) => { while (list.childElementCount > most) list.lastElementChild.remove(); };
const filter = byId('filter');
const isHidden = (text) => !text.toLowerCase().includes(filter.value.toLowerCase());
filter.addEventListener('input', () => {
  for (const line of byId('logs').children) line.hidden = isHidden(line.textContent);
});
const log = (at, name, text) => {
  const line = document.createElement('div');
  line.textContent = time(at) + '  ' + name + '  ' + text;
  line.hidden = isHidden(line.textContent);
  byId('logs').prepend(line);
  trim(byId('logs'), 500);
};
const show = {
  invocation: (event, at) => {
    const start = event.initMs === undefined ? 'warm' : 'cold, init ' + event.initMs.toFixed(0) + ' ms';
    const outcome = event.outcome + (event.errorMessage ? ': ' + event.errorMessage : '');
    const cells = [time(at), event.function, outcome, event.durationMs.toFixed(1) + ' ms', start, event.peakMb + ' MB'];
    byId('invocations').prepend(row(cells, event.outcome !== 'ok'));
    trim(byId('invocations'), 200);
  },
  line: (event, at) => log(at, event.function, event.text),
  note: (event, at) => log(at, 'note', event.text),
  'connection refused': (event, at) => log(at, 'connection', 'refused ' + event.status + ' ' + event.reason),
  'connection closed': (event, at) => log(at, 'connection', 'closed ' + event.code + ' ' + event.reason),
};
const source = new EventSource('/_local/events');
source.onmessage = ({ data }) => {
  const { event, at } = JSON.parse(data);
  show[event.kind]?.(event, at);
};
const connections = async () => {
  const list = await (await fetch('/_local/connections')).json();
  byId('count').textContent = list.length;
  byId('connections').replaceChildren(...list.slice(0, 200).map((c) =>
    row([c.connectionId, c.principalId ?? '', c.sourceIp, time(c.connectedAt), time(c.lastActiveAt)])));
};
setInterval(() => connections().catch(() => {}), 2000);
connections().catch(() => {});
`;
