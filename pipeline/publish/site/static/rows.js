/* rows.js: the rows of a table as columns, and questions to them: filter, search, count, sort.
   Belongs here: everything that is computed over rows. Does not belong here: elements, the address. */
(function () {
  "use strict";
  const FULL_ROWS = 60000;  /* more rows than this are not loaded at once */
  const collator = new Intl.Collator("zh-CN", { numeric: true });

  /* A column of texts: the different ones once, and by row which. Null is -1. */
  function textColumn(parts, name, count) {
    const values = [];
    const places = new Map();
    const codes = new Int32Array(count).fill(-1);
    const place = (text) => {
      let found = places.get(text);
      if (found === undefined) { found = values.length; places.set(text, found); values.push(text); }
      return found;
    };
    let at = 0;
    for (const part of parts) {
      const column = part.columns[name];
      const texts = part.texts[name];
      if (column === null) { at += part.rows; continue; }
      if (texts) {
        const known = texts.map(place);
        for (let row = 0; row < column.length; row++) { if (column[row] >= 0) { codes[at + row] = known[column[row]]; } }
      } else {
        column.forEach((text, row) => { if (text !== null) { codes[at + row] = place(String(text)); } });
      }
      at += part.rows;
    }
    return { values, codes, isText: true, get: (row) => (codes[row] < 0 ? null : values[codes[row]]) };
  }

  /* A column of numbers, or of yes and no. Null is NaN. */
  function numberColumn(parts, name, count, isYes) {
    const numbers = new Float64Array(count).fill(NaN);
    let at = 0;
    for (const part of parts) {
      (part.columns[name] || []).forEach((value, row) => { if (value !== null) { numbers[at + row] = Number(value); } });
      at += part.rows;
    }
    const get = (row) => (Number.isNaN(numbers[row]) ? null : isYes ? numbers[row] === 1 : numbers[row]);
    return { numbers, isText: false, get };
  }

  class Rows {
    constructor(about, parts) {
      this.about = about;
      this.count = parts.reduce((sum, part) => sum + part.rows, 0);
      this.columns = {};
      this.ranks = new Map();
      for (const name of Object.keys(parts.length ? parts[0].columns : {})) {
        const kind = (about.columns[name] || { kind: "text" }).kind;
        this.columns[name] = kind === "text" || kind === "code"
          ? textColumn(parts, name, this.count) : numberColumn(parts, name, this.count, kind === "yes");
      }
    }

    get(row, name) { return this.columns[name] ? this.columns[name].get(row) : null; }

    /* Rows where a column has one of these values, as 0 and 1 by row; an empty text stands for none. */
    having(name, wanted) {
      const column = this.columns[name];
      const mask = new Uint8Array(this.count);
      if (!column) { return mask; }
      if (column.isText) {
        const hit = new Uint8Array(column.values.length + 1);
        column.values.forEach((text, code) => { hit[code + 1] = wanted.includes(text) ? 1 : 0; });
        hit[0] = wanted.includes("") ? 1 : 0;
        for (let row = 0; row < this.count; row++) { mask[row] = hit[column.codes[row] + 1]; }
      } else {
        const texts = new Set(wanted);
        for (let row = 0; row < this.count; row++) {
          const value = column.get(row);
          mask[row] = texts.has(value === null ? "" : String(value)) ? 1 : 0;
        }
      }
      return mask;
    }

    /* Rows in whose texts every word of a question stands, wherever. */
    searched(question, names) {
      const words = question.toLowerCase().split(/\s+/).filter(Boolean);
      const mask = new Uint8Array(this.count).fill(1);
      for (const word of words) {
        const found = new Uint8Array(this.count);
        for (const name of names) {
          const column = this.columns[name];
          if (!column || !column.isText) { continue; }
          const hit = new Uint8Array(column.values.length + 1);
          let any = false;
          column.values.forEach((text, code) => {
            if (text.toLowerCase().includes(word)) { hit[code + 1] = 1; any = true; }
          });
          if (any) { for (let row = 0; row < this.count; row++) { found[row] |= hit[column.codes[row] + 1]; } }
        }
        for (let row = 0; row < this.count; row++) { mask[row] &= found[row]; }
      }
      return mask;
    }

    /* Row numbers that pass every mask; `without` leaves one mask out. */
    passing(masks, without) {
      const used = Object.entries(masks).filter(([name]) => name !== without).map(([, mask]) => mask);
      const rows = [];
      for (let row = 0; row < this.count; row++) {
        if (used.every((mask) => mask[row])) { rows.push(row); }
      }
      return rows;
    }

    /* The rows in order of a column; what is empty comes last either way. */
    sorted(rows, name, descending) {
      const key = this.key(name);
      if (!key) { return rows; }
      const sign = descending ? -1 : 1;
      return Array.from(rows).sort((a, b) => {
        const [x, y] = [key[a], key[b]];
        if (Number.isNaN(x) || Number.isNaN(y)) { return (Number.isNaN(x) ? 1 : 0) - (Number.isNaN(y) ? 1 : 0) || a - b; }
        return sign * (x - y) || a - b;
      });
    }

    /* A number by row that sorts like the column. */
    key(name) {
      const column = this.columns[name];
      if (!column || !column.isText) { return column && column.numbers; }
      if (!this.ranks.has(name)) {
        const order = column.values.map((_, code) => code).sort(this.comparing(name));
        const rank = new Float64Array(column.values.length);
        order.forEach((code, place) => { rank[code] = place; });
        this.ranks.set(name, Float64Array.from(column.codes, (code) => (code < 0 ? NaN : rank[code])));
      }
      return this.ranks.get(name);
    }

    /* Codes in the order of their register, texts as a dictionary has them. */
    comparing(name) {
      const { values } = this.columns[name];
      const known = (this.about.columns[name] || {}).kind === "code" ? Object.keys(jixiao.index().labels[name] || {}) : [];
      const place = (text) => { const at = known.indexOf(text); return at < 0 ? known.length : at; };
      return (a, b) => place(values[a]) - place(values[b]) || collator.compare(values[a], values[b]);
    }

    /* The different values of a column among rows, with how many rows each has, the most frequent first. */
    counted(rows, name, weight) {
      const sums = new Map();
      const column = this.columns[name];
      for (const row of rows) {
        const value = column.get(row);
        const key = value === null ? "" : String(value);
        sums.set(key, (sums.get(key) || 0) + (weight ? weight(row) : 1));
      }
      return Array.from(sums, ([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
    }
  }

  /* What is known of the parts of a table: a promise. In a large site they are listed in a file of their own. */
  async function parts(name) { return jixiao.index().tables[name].parts || jixiao.load("data/" + name + "/parts"); }

  /* The parts that a choice of years and places needs. */
  function chosenParts(listed, chosen) {
    const passes = (values, value) => !values || !values.length || values.includes(value === null ? "" : String(value));
    return listed.filter((part) => part.keys.some(([year, place]) => passes(chosen.fiscal_year, year) && passes(chosen.region, place)));
  }

  /* Parts that are loaded together, so many that a browser bears them. */
  function batches(listed) {
    const found = [[]];
    let held = 0;
    for (const part of listed) {
      if (held && held + part.rows > FULL_ROWS) { found.push([]); held = 0; }
      found[found.length - 1].push(part);
      held += part.rows;
    }
    return found;
  }

  function count(listed) { return listed.reduce((sum, part) => sum + part.rows, 0); }

  /* Parts of a table as rows: a promise. */
  async function load(name, listed) {
    return new Rows(jixiao.index().tables[name], await Promise.all(listed.map((part) => jixiao.load(part.name))));
  }

  /* A frame as it was written, as objects by row. */
  function objects(table) {
    const value = (name, row) => {
      const column = table.columns[name];
      if (column === null) { return null; }
      const texts = table.texts[name];
      const given = column[row];
      return texts ? (given < 0 ? null : texts[given]) : given;
    };
    const names = Object.keys(table.columns);
    return Array.from({ length: table.rows }, (_, row) => Object.fromEntries(names.map((name) => [name, value(name, row)])));
  }

  jixiao.rows = { FULL_ROWS, Rows, parts, chosenParts, batches, count, load, objects };
})();
