// Makes pages smoother; every page works without it.
document.documentElement.classList.add("is-scripted");

// After a form came back with errors, start reading there.
const summary = document.querySelector("[data-focus-me]");
if (summary) {
  // Coming back here later asks for the page anew, not whether to send it once more. Answers that travel in the form
  // would be lost that way.
  if (!document.querySelector('input[name="told"]')) {
    history.replaceState(history.state, "");
  }
  summary.focus();
}

// A link in the error summary puts the cursor into the field and its label in sight.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".govuk-error-summary a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) {
    return;
  }
  event.preventDefault();
  (field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${field.id}"]`) ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

// A double click sends a form once.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-once")) {
    return;
  }
  if (button.dataset.sentAt && Date.now() - Number(button.dataset.sentAt) < 2000) {
    event.preventDefault();
    return;
  }
  button.dataset.sentAt = String(Date.now());
});

// Links that look like buttons answer the space bar.
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches('a[role="button"]')) {
    event.preventDefault();
    event.target.click();
  }
});

// Show or hide a password.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveals]");
  const field = button && document.getElementById(button.dataset.reveals);
  if (!field) {
    return;
  }
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.textContent = isShown ? "Hide" : "Show";
  button.setAttribute("aria-label", isShown ? "Hide password" : "Show password");
});

// One open menu in the header; Escape and a click elsewhere close it.
function closeMenus(except) {
  document.querySelectorAll('details[name="header"][open]').forEach((menu) => {
    if (menu !== except) {
      menu.open = false;
    }
  });
}
document.addEventListener("click", (event) => closeMenus(event.target.closest('details[name="header"]')));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector('details[name="header"][open]');
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Fields that an option opens are shown only while it is chosen.
function showOpened(group) {
  group.querySelectorAll("[data-opens]").forEach((option) => {
    const opened = document.getElementById(option.dataset.opens);
    if (opened) {
      opened.hidden = !option.checked;
    }
  });
}

// What can be done with ticked rows appears once one is ticked.
function countTicked(bar) {
  const rows = bar.closest("form")?.querySelectorAll('input[type="checkbox"][data-row]') ?? [];
  const ticked = [...rows].filter((row) => row.checked).length;
  bar.hidden = ticked === 0;
  bar.querySelector("[data-bulk-count]").textContent = `${ticked} of ${rows.length}`;
}

document.addEventListener("change", (event) => {
  const group = event.target.closest("[data-conditional]");
  if (group) {
    showOpened(group);
  }
  const everything = event.target.closest("[data-tick-all]");
  if (everything) {
    everything.closest("form").querySelectorAll("input[data-row]").forEach((row) => {
      row.checked = everything.checked;
    });
  }
  event.target.closest("form")?.querySelectorAll("[data-bulk]").forEach(countTicked);
});

function prepare(root) {
  root.querySelectorAll("[data-conditional]").forEach(showOpened);
  root.querySelectorAll("[data-bulk]").forEach(countTicked);
  root.querySelectorAll("[data-reveals]").forEach((button) => {
    button.hidden = false;
  });
}
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
