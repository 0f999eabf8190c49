// What script adds, and nothing that a page needs: keys to move by, and filters that send themselves.

const typing = (at) => at.closest("input, textarea, select, [contenteditable]");
let waiting = false;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key;
  if (waiting) {
    waiting = false;
    const goal = [...document.querySelectorAll("[data-go]")].find((link) => link.dataset.go === key);
    if (goal) {
      event.preventDefault();
      goal.click();
    }
  } else if (key === "g") {
    waiting = true;
    setTimeout(() => { waiting = false; }, 1500);
  } else if (key === "/") {
    const search = document.getElementById("search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (key === "?") {
    document.getElementById("keys")?.togglePopover?.();
  }
});

for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
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
