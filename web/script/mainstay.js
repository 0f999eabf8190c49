// What script adds, and nothing that a page needs: filters that send themselves, work that tells how far it is.

// Letters without capitals and accents, as the server folds them.
const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replaceAll("ß", "ss").trim();

const element = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  made.append(...children.filter(Boolean));
  return made;
};

for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// Work that is under way says how it goes on. Whoever looks elsewhere hears nothing and is told when they look again.
for (const part of document.querySelectorAll("[data-live]")) {
  let source;
  const hear = ({ data }) => {
    const said = JSON.parse(data);
    if (said.state !== part.dataset.state) {
      source.close();
      location.reload();
      return;
    }
    const bar = part.querySelector("progress");
    if (said.total > 0) {
      bar.max = said.total;
      bar.value = said.done;
    }
    for (const place of part.querySelectorAll("[data-says]")) place.textContent = said[place.dataset.says];
  };
  const listen = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(part.dataset.live);
    source.addEventListener("job", hear);
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  listen();
}

// A form that is sent twice is a fault of patience: its buttons rest until the page changes or comes back.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  setTimeout(() => {
    for (const button of event.target.querySelectorAll("button[type=submit]:enabled")) {
      button.disabled = true;
      button.dataset.resting = "";
    }
  });
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("[data-resting]")) button.disabled = false;
});

// A task is made of what somebody marked in a note; with nothing marked, of the whole note. Pressing may already take the mark away.
for (const kind of ["pointerdown", "click"]) {
  document.addEventListener(kind, ({ target }) => {
    const link = target.closest?.("a[data-task]");
    const marked = getSelection();
    const inside = link?.closest("li").contains(marked.anchorNode);
    const words = inside ? marked.toString().replace(/\s+/g, " ").trim().slice(0, 199) : "";
    if (!link || (!words && kind === "click")) return;
    const address = new URL(link.href);
    address.searchParams.set("words", words);
    link.href = address.href;
  }, { capture: true });
}
