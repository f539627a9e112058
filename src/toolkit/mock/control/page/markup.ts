/** The three tabs of the page, empty. */
export const markup = `
<header><h1>Concordat mock</h1><span id="connection" role="status">connecting …</span></header>
<div class="bar" role="tablist" aria-label="What is shown">
  <button role="tab" id="tab-requests" aria-controls="panel-requests" aria-selected="true">Requests</button>
  <button role="tab" id="tab-records" aria-controls="panel-records" aria-selected="false" tabindex="-1">Records</button>
  <button role="tab" id="tab-responses" aria-controls="panel-responses" aria-selected="false" tabindex="-1">Responses</button>
</div>
<main>
<section role="tabpanel" id="panel-requests" aria-labelledby="tab-requests">
  <div class="bar">
    <input id="search" type="search" placeholder="Search in requests" aria-label="Search in requests">
    <select id="filter-status" aria-label="Status"><option value="">every status</option><option value="2">2xx</option><option value="3">3xx</option><option value="4">4xx</option><option value="5">5xx</option></select>
    <select id="filter-operation" aria-label="Operation"><option value="">every operation</option></select>
    <select id="filter-session" aria-label="Session"><option value="">every session</option></select>
    <button id="clear">Clear</button>
    <button id="reset">Forget all requests and records</button>
  </div>
  <div class="card"><table>
    <thead><tr><th class="number">#</th><th class="time">time</th><th>method</th><th>target</th><th class="operation">operation</th><th class="status">status</th><th class="ms">ms</th><th>result</th></tr></thead>
    <tbody id="requests"></tbody>
  </table><p class="none" id="none">No requests yet.</p></div>
</section>
<section role="tabpanel" id="panel-records" aria-labelledby="tab-records" hidden>
  <div class="bar">
    <label>Collection <select id="collection"></select></label>
    <label>Path <input id="collection-path" size="30"></label>
    <label>Session <input class="session" list="sessions" size="12" placeholder="none"></label>
    <button id="refresh">Refresh</button>
  </div>
  <p id="records-message" class="quiet" role="status"></p>
  <div class="card" id="records"></div>
</section>
<section role="tabpanel" id="panel-responses" aria-labelledby="tab-responses" hidden>
  <div class="bar"><label>Session <input class="session" list="sessions" size="12" placeholder="none"></label></div>
  <div class="card inner"><h2>Scenario</h2><div class="bar" id="scenarios"></div></div>
  <form class="card inner" id="next"><h2>Next response</h2><p id="responses-message" class="quiet">It goes before the scenario, the records and the contract, for the next requests that keep the contract.</p><div class="form">
    <label>Operation <select id="next-operation"></select></label>
    <label>Status <input id="next-status" list="next-statuses" size="8" inputmode="numeric" placeholder="success"></label>
    <label>Example <select id="next-example"></select></label>
    <label>Times <input id="next-times" type="number" min="1" value="1" size="4"></label>
    <label>Delay in ms <input id="next-delay" type="number" min="0" size="6"></label>
    <label>Connection <select id="next-fault"><option value="">as usual</option><option value="reset">reset at once</option><option value="half">ends within the body</option><option value="none">no response</option></select></label>
    <label class="wide">Body in place of the contract's, as JSON <textarea id="next-body" spellcheck="false"></textarea></label>
    <button>Set</button><span id="next-message" class="quiet" role="status"></span>
  </div></form>
</section>
</main>
<datalist id="sessions"></datalist><datalist id="next-statuses"></datalist>
`;
