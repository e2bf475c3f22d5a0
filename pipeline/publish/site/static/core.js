/* core.js: what every other script stands on: data that arrive by script, elements, words, the address.
   Belongs here: the namespace `jixiao` and helpers without any knowledge of tables or pages. */
window.jixiao = (function () {
  "use strict";
  /* Where the files of this site lie: beside the page, or where a server keeps those of this release. */
  const base = document.currentScript.src.replace(/assets\/core\.js.*$/, "");
  const received = new Map();
  const awaited = new Map();

  /* Data files call this; the name is the path of the file without its ending. */
  function receive(name, data) {
    received.set(name, data);
  }

  /* Pieces of a large site call this: the same data, packed (deflate, base64). */
  function receivePacked(name, text) {
    received.set(name, unpacked(text).then(JSON.parse));
  }

  function unpacked(text) {
    if (!window.DecompressionStream) { return Promise.reject(new Error(t("error.browser"))); }
    const letters = atob(text);
    const bytes = Uint8Array.from({ length: letters.length }, (_, place) => letters.charCodeAt(place));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  }

  /* The address of a file of the site. */
  function at(address) { return base + address; }

  function script(address) {
    if (!awaited.has(address)) {
      awaited.set(address, new Promise((done, failed) => {
        const element = document.createElement("script");
        element.src = at(address);
        element.onload = () => done();
        element.onerror = () => { awaited.delete(address); failed(new Error(address)); };
        document.head.append(element);
      }));
    }
    return awaited.get(address);
  }

  /* The data of a file, loaded once: a promise. */
  function load(name) {
    if (received.has(name)) { return Promise.resolve(received.get(name)); }
    return script(name.split("/").map(encodeURIComponent).join("/") + ".js").then(() => received.get(name));
  }

  function data(name) { return received.get(name); }

  /* An element; texts only ever go in as text. */
  function el(tag, options, children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(options || {})) {
      if (value === null || value === undefined || value === false) { continue; }
      if (name === "text") { element.textContent = value; }
      else if (name === "on") { for (const [event, act] of Object.entries(value)) { element.addEventListener(event, act); } }
      else if (name === "data") { for (const [key, said] of Object.entries(value)) { element.setAttribute("data-" + key, said); } }
      else { element.setAttribute(name, value === true ? "" : value); }
    }
    for (const child of children || []) { if (child !== null && child !== undefined) { element.append(child); } }
    return element;
  }

  /* The address: `#/path/parts?name=value`; a parameter may stand several times. */
  function route() {
    const text = location.hash.replace(/^#\/?/, "");
    const [path, query] = text.split(/\?(.*)/s);
    return { path: path.split("/").filter(Boolean).map(decoded), params: new URLSearchParams(query || "") };
  }

  function decoded(part) {
    try { return decodeURIComponent(part); } catch (_) { return part; }
  }

  /* An address inside the site in the language of the page; `params` is an object or URLSearchParams. */
  function href(path, params) {
    const query = new URLSearchParams();
    const given = params instanceof URLSearchParams ? params : new URLSearchParams(Object.entries(params || {}).flatMap(
      ([name, values]) => (Array.isArray(values) ? values : [values].filter((v) => v !== "")).filter((v) => v !== null && v !== undefined).map((v) => [name, v])));
    for (const [name, value] of given) { if (name !== "lang") { query.append(name, value); } }
    if (lang() === "en") { query.append("lang", "en"); }
    const text = query.toString();
    return "#/" + path.split("/").map(encodeURIComponent).join("/") + (text ? "?" + text : "");
  }

  /* Show another address: a new step for the button "back", unless it replaces the one before. */
  function go(address, replaces) {
    if (address === location.hash) { return; }
    history[replaces ? "replaceState" : "pushState"](null, "", address);
    window.dispatchEvent(new Event("jixiao:route"));
  }

  function lang() { return route().params.get("lang") === "en" ? "en" : "zh"; }

  function pick(chinese, english) { return lang() === "en" && english ? english : chinese; }

  /* A word or sentence of words.yml in the language of the page, with its places filled. */
  function t(id, values) {
    const word = (received.get("data/words") || {})[id];
    const text = word ? word[lang()] : id;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }

  return { receive, receivePacked, at, script, load, data, el, route, href, go, lang, pick, t };
})();
