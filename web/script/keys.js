
// Keys to move by. Those without Ctrl or Cmd do nothing while somebody types, and whoever wants none switches them off.
{
  const typing = (at) => at.closest?.("input, textarea, select, [contenteditable]");
  let waiting = 0;

  const single = {
    "/": () => {
      const search = document.getElementById("search");
      search?.focus();
      search?.select();
      return search;
    },
    "?": () => {
      const keys = document.getElementById("keys");
      keys?.togglePopover?.();
      return keys;
    },
    g: () => {
      waiting = Date.now();
      return true;
    },
  };

  /** The second key after `g`: the link of the navigation that says it. */
  const go = (key) => {
    const link = [...document.querySelectorAll("[data-go]")].find((known) => known.dataset.go === key);
    link?.click();
    return link;
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") {
      event.preventDefault();
      dispatchEvent(new Event("mainstay:palette"));
      return;
    }
    if (ctrlKey || metaKey || altKey || typing(target) || document.documentElement.dataset.keys === "off") return;
    const second = Date.now() - waiting < 1500;
    waiting = 0;
    if (second ? go(key) : Object.hasOwn(single, key) && single[key]()) event.preventDefault();
  });
}
