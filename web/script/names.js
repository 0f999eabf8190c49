
// Colleagues who see a record are offered while somebody writes on it: after @ and two letters of a name.
for (const area of document.querySelectorAll("textarea[data-names]")) {
  const list = element("div", { class: "menu", role: "listbox", id: `${area.id}-names`, "aria-label": area.dataset.called });
  const told = element("p", { class: "vh", role: "status" });
  let names;
  let from = 0;
  let active = 0;

  const mark = (place) => {
    const options = [...list.children];
    active = (place + options.length) % options.length;
    for (const [at, option] of options.entries()) option.setAttribute("aria-selected", at === active);
    area.setAttribute("aria-activedescendant", options[active].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((name, at) => element("div", { class: "item", role: "option", id: `${list.id}-${at}` }, name)));
    list.hidden = found.length === 0;
    told.textContent = found.join(", ");
    if (list.hidden) area.removeAttribute("aria-activedescendant");
    else mark(0);
  };
  const take = (name) => {
    area.setRangeText(`${name} `, from, area.selectionStart, "end");
    show([]);
  };
  const ask = async () => (await (await fetch(area.dataset.names)).json()).items.map(({ name }) => name);

  area.addEventListener("input", async () => {
    const before = () => area.value.slice(0, area.selectionStart);
    const asked = before();
    const [, typed] = /(?:^|[^\p{L}\p{N}])@([^@\s][^@\n]{1,60})$/u.exec(asked) ?? [];
    if (typed) names ??= await ask().catch(() => []);
    if (asked !== before()) return;
    from = asked.length - typed?.length;
    show(typed ? names.filter((name) => ` ${fold(name)}`.includes(` ${fold(typed)}`)).slice(0, 6) : []);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const chosen = () => take(list.children[active].textContent);
    const acts = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(active - 1), Enter: chosen, Tab: chosen, Escape: () => show([]) };
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  });
  area.addEventListener("blur", () => show([]));
  // A press on a name leaves the cursor where it is.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) => target !== list && take(target.textContent));

  area.ariaAutoComplete = "list";
  area.ariaHasPopup = "listbox";
  area.setAttribute("aria-controls", list.id);
  area.after(list, told);
  show([]);
}
