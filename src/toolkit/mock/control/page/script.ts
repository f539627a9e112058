import { detailsScript } from './script-details.ts';
import { recordsScript } from './script-records.ts';
import { requestsScript } from './script-requests.ts';
import { responsesScript } from './script-responses.ts';

/** What came in requests or from the contract is only ever made a text node, or the value of a field. */
const basics = `
  const byId = (id) => document.getElementById(id);
  const make = (tag, properties, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== undefined));
    return element;
  };
  const sessions = new Set();
  const [sessionField, otherSessionField] = document.querySelectorAll('.session');
  /** Sends a control request, in the session that is named. @returns what came back; throws what the mock says */
  const ask = async (method, path, body) => {
    const name = sessionField.value.trim();
    const headers = name === '' ? {} : { 'X-Concordat-Session': name };
    const response = await fetch(path, { method, headers, body });
    const text = await response.text();
    const value = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error(value?.message ?? 'status ' + response.status);
    return value;
  };
  const tell = (element, text, isBad = false) => {
    element.textContent = text;
    element.classList.toggle('bad', isBad);
  };
  /** Runs what may fail, and says why it did. */
  const attempt = async (element, work) => {
    try {
      await work();
    } catch (error) {
      tell(element, error.message, true);
    }
  };
  const setOptions = (select, options) => {
    const { value } = select;
    select.replaceChildren(...options.map(([of, text]) => make('option', { value: of }, text)));
    if (options.some(([of]) => of === value)) select.value = value;
  };
`;

const tabs = `
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const opened = { 'tab-records': loadCollections, 'tab-responses': loadResponses };
  const selectTab = (tab, ...wanted) => {
    for (const one of tabs) {
      one.setAttribute('aria-selected', one === tab);
      one.tabIndex = one === tab ? 0 : -1;
      byId(one.getAttribute('aria-controls')).hidden = one !== tab;
    }
    tab.focus();
    opened[tab.id]?.(...wanted);
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => selectTab(tab);
    tab.onkeydown = ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? tabs.length - 1 : 0;
      if (step > 0) selectTab(tabs[(index + step) % tabs.length]);
    };
  }
  for (const field of [sessionField, otherSessionField])
    field.onchange = () => {
      sessionField.value = otherSessionField.value = field.value;
      opened[document.querySelector('[aria-selected=true]').id]?.();
    };
`;

export const script = `{${basics}${detailsScript}${recordsScript}${responsesScript}${requestsScript}${tabs}}`;
