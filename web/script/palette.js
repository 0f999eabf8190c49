
// The palette: what the page and its navigation offer at once, records as one types. Everything it leads to is a link or a button that
// the server put on the page for this viewer, or an answer of the search that knows their rights.
{
  const palette = document.getElementById("palette");
  const field = document.getElementById("palette-field");
  const list = document.getElementById("palette-list");
  const told = document.getElementById("palette-told");
  const NAME = "mainstay.opened";
  const KEPT = 8;

  /** How well words answer: 0 from the beginning, 1 each at the beginning of a word, 2 somewhere, nothing when not at all. */
  const rank = (name, words) => {
    const text = fold(name);
    if (text.startsWith(words.join(" "))) return 0;
    if (words.every((word) => text.split(/[^\p{L}\p{N}]+/u).some((own) => own.startsWith(word)))) return 1;
    return words.every((word) => text.includes(word)) ? 2 : undefined;
  };

  // What was opened on this device, of this user alone. Signing out forgets it.
  const opened = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) ?? "null");
      return kept?.user === palette.dataset.user && Array.isArray(kept.records) ? kept.records : [];
    } catch {
      return [];
    }
  };
  const remember = (record) => {
    const records = [record, ...opened().filter(({ href }) => href !== record.href)].slice(0, KEPT);
    try {
      localStorage.setItem(NAME, JSON.stringify({ user: palette.dataset.user, records }));
    } catch {
      // A device that keeps nothing has no list of what was opened.
    }
  };

  const text = (node) => {
    const copy = node.cloneNode(true);
    for (const aside of copy.querySelectorAll(".n, .vh, kbd, svg, .chip")) aside.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const links = (selector, kind) =>
    [...document.querySelectorAll(selector)].map((link) => ({ kind, name: text(link), href: link.href, keys: link.dataset.go && `g ${link.dataset.go}` }));

  /** What can be had without asking the server. */
  const local = () => {
    const here = [...document.querySelectorAll(":is(.head, .views) .acts :is(a, button:enabled)")];
    const you = [...document.querySelectorAll("#viewer :is(a, button):not([popovertarget])")];
    return [
      ...opened().filter(({ href }) => href !== location.pathname).map((record) => ({ ...record, kind: "recent" })),
      ...here.map((control) => ({ kind: "here", name: text(control), href: control.href, control })),
      ...links("#palette-begin a", "begin").filter(({ href }) => here.every((control) => control.href !== href)),
      ...links(".nav li a", "pages"),
      ...you.map((control) => ({ kind: "you", name: [control.form?.ariaLabel, text(control)].filter(Boolean).join(": "), href: control.href, control })),
    ];
  };

  let options = [];
  let active = -1;
  let asking;
  let later;
  let found = [];

  const optionOf = (entry, number) => {
    const parts = [element("b", {}, entry.name)];
    if (entry.about) parts.push(element("span", { class: "about" }, entry.about));
    if (entry.code) parts.push(element("span", { class: "ref" }, entry.code));
    if (entry.keys) parts.push(element("kbd", { "aria-hidden": "true" }, entry.keys));
    const option = element(entry.href ? "a" : "div", { role: "option", id: `palette-${number}`, tabindex: "-1", href: entry.href }, ...parts);
    option.addEventListener("click", () => {
      if (entry.control && !entry.href) {
        palette.close();
        entry.control.click();
      }
    });
    option.addEventListener("pointermove", () => number !== active && mark(number, false));
    return option;
  };

  const mark = (number, scroll = true) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    if (scroll) option?.scrollIntoView({ block: "nearest" });
  };

  /** Shows groups of entries, each under its heading. */
  const show = (groups) => {
    options = [];
    const shown = groups.filter(({ entries }) => entries.length > 0);
    list.replaceChildren(
      ...shown.map(({ name, entries }, place) => {
        const made = entries.map((entry) => {
          const option = optionOf(entry, options.length);
          options.push(option);
          return option;
        });
        const heading = element("p", { id: `palette-group-${place}`, role: "presentation" }, name);
        return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...made);
      }),
    );
    field.setAttribute("aria-expanded", String(options.length > 0));
    mark(options.length > 0 ? 0 : -1);
    const n = options.length;
    told.textContent = field.value.trim() ? (n === 1 ? told.dataset.one : told.dataset.other.replace("%", n)) : "";
  };

  const draw = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const ranked = local().flatMap((entry) => {
      const answers = rank(entry.name, words);
      return answers === undefined ? [] : [{ ...entry, answers }];
    });
    const of = (kind) => ranked.filter((entry) => entry.kind === kind).sort((one, other) => one.answers - other.answers);
    const groups = ["recent", "here", "begin", "pages", "you"].map((kind) => ({ name: list.dataset[kind], entries: of(kind) }));
    if (words.length === 0) return show(groups);
    // What answers best stands first: a page that begins so before records, records before what only holds the words.
    const first = groups.map(({ name, entries }) => ({ name, entries: entries.filter(({ answers }) => answers < 2).slice(0, 5) }));
    const known = new Set(first.flatMap(({ entries }) => entries.map(({ href }) => href && new URL(href, location).pathname)));
    const records = found.map(({ name, entries }) => ({ name, entries: entries.filter(({ href }) => !known.has(href)) }));
    const everywhere = new URL(field.form.action);
    everywhere.searchParams.set("q", field.value.trim());
    const rest = { name: "", entries: [{ name: list.dataset.everywhere.replace("%", () => field.value.trim()), href: everywhere.href }] };
    return show([...first, ...records, rest]);
  };

  const ask = async () => {
    asking?.abort();
    const words = field.value.trim();
    if (!words) {
      found = [];
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${palette.dataset.api}?limit=5&q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (!answer.ok) return;
      const { groups } = await answer.json();
      if (words !== field.value.trim()) return;
      found = groups.filter(({ kind }) => kind !== "pages" && kind !== "beginnings").map(({ name, records }) => ({ name, entries: records }));
      draw();
    } catch {
      // Asked again, or the house does not answer: what is shown stays.
    }
  };

  const open = () => {
    if (palette.open) return palette.close();
    field.value = "";
    found = [];
    palette.showModal();
    return draw();
  };

  if (palette) {
    addEventListener("mainstay:palette", open);
    field.addEventListener("input", () => {
      clearTimeout(later);
      if (!field.value.trim()) found = [];
      draw();
      later = setTimeout(ask, 90);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      // A search field would take the first Escape to empty itself.
      if (event.key === "Escape") {
        event.preventDefault();
        palette.close();
      }
      if (options.length === 0) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((active + step + options.length) % options.length);
      } else if (event.key === "Enter" && options[active]) {
        event.preventDefault();
        options[active].click();
      }
    });
    // Browsers that do not close a dialog by a press beside it.
    palette.addEventListener("click", (event) => event.target === palette && palette.close());

    const lists = palette.dataset.lists.split(" ");
    const title = document.querySelector("main .head h1");
    const [, under] = /^(.*)\/[0-9a-f-]{36}$/.exec(location.pathname) ?? [];
    if (title && lists.includes(under)) remember({ name: text(title), href: location.pathname });
    document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => localStorage.removeItem(NAME));
  }
}
