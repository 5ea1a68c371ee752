"use strict";
// Comforts of the officers' desk; everything works without them.
// 1. Keys: j, k and x in a list, n for the next case, 1 to 7 for parts of a case, a, r and q for what one decides, ? for help.
// 2. What is typed is kept by the server while it is typed. Nothing of it stays in the browser.
// 3. Long lists to tick can be searched. A process is shown where the case is.
{
  const SWITCH = "openhall-desk-keys";
  const PAUSE = 3_000;
  const AGAIN = 10_000;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  // Whether single keys are wanted is the one thing that a browser remembers (WCAG 2.1.4). Storage can be forbidden.
  const storage = (act) => { try { return act(localStorage); } catch { return null; } };
  let isOn = storage((store) => store.getItem(SWITCH)) !== "off";
  const showSwitch = () => {
    document.documentElement.classList.toggle("has-keys", isOn);
    all("[data-keys-switch]").forEach((button) => {
      button.dataset.wordsOff ||= button.textContent;
      button.textContent = isOn ? button.dataset.wordsOff : button.dataset.wordsOn;
      button.hidden = false;
    });
  };
  const turn = () => {
    isOn = !isOn;
    storage((store) => (isOn ? store.removeItem(SWITCH) : store.setItem(SWITCH, "off")));
    showSwitch();
  };

  // Keys
  const isTyping = (target) => target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  const step = (by) => {
    const links = all("[data-row] [data-open]");
    const here = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
    const next = links[here < 0 ? 0 : Math.min(Math.max(here + by, 0), links.length - 1)];
    next?.focus();
    next?.closest("[data-row]").scrollIntoView({ block: "nearest" });
    return next;
  };
  const reveal = (id) => {
    const found = document.getElementById(id);
    if (found?.matches("details")) found.open = true;
    return found;
  };
  const decide = (kind) => {
    const choice = reveal("decide") && one(`[data-way="${kind}"]`);
    choice?.click();
    choice?.focus();
    return choice;
  };
  const ask = () => {
    const field = reveal("ask") && one("#ask input:not([type=hidden]), #ask textarea");
    field?.focus();
    return field;
  };
  const showKeys = () => {
    const dialog = one("#desk-keys");
    if (dialog && !dialog.open) dialog.showModal();
    return dialog;
  };
  const follow = (selector) => {
    const link = one(selector);
    link?.click();
    return link;
  };
  const tick = () => {
    const box = document.activeElement.closest("[data-row]")?.querySelector(".pick");
    box?.click();
    return box;
  };
  const KEYS = {
    j: () => step(1), k: () => step(-1), x: tick, n: () => follow("[data-next]"),
    a: () => decide("approve"), r: () => decide("refuse"), q: ask, "?": showKeys,
  };
  const part = (number) => {
    const link = follow(`a[data-part="${number}"]`);
    if (link) one(link.getAttribute("href"))?.focus({ preventScroll: true });
    return link;
  };
  const send = (form) => {
    form?.requestSubmit(one("[data-main]", form) || undefined);
    return form;
  };
  const press = (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || one("dialog[open]")) return;
    const isSending = (event.ctrlKey || event.metaKey) && event.key === "Enter";
    if (isSending && event.target.form && send(event.target.form)) event.preventDefault();
    if (event.ctrlKey || event.metaKey || !isOn || isTyping(event.target)) return;
    const done = KEYS[event.key]?.() || (/^[1-8]$/.test(event.key) && part(event.key));
    if (done) event.preventDefault();
  };

  // Keeping what is typed: one request at a time, and the last words win.
  const keepForm = (form) => {
    const told = one(".saved-word", form);
    let timer = 0, isDirty = false, isSaving = false, isLeaving = false;
    const say = (words, isFailed) => {
      told.textContent = words;
      told.classList.toggle("saved-word--failed", isFailed);
    };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const save = async () => {
      if (!isDirty || isSaving || isLeaving) return;
      isDirty = false;
      isSaving = true;
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: true });
        // Any page answers 200, also the one to sign in at, where somebody is led whose session is over.
        if (answer.status !== 204) throw new Error(answer.status);
        const time = new Date().toTimeString().slice(0, 5);
        say(told.dataset.wordsSaved.replace("{time}", time), false);
      } catch {
        isDirty = true;
        say(told.dataset.wordsUnsaved, true);
      }
      isSaving = false;
      if (isDirty) later(told.classList.contains("saved-word--failed") ? AGAIN : PAUSE);
    };
    // Not put off by the next key: whoever types without a pause is kept all the same.
    form.addEventListener("input", () => { if (!isDirty) later(PAUSE); isDirty = true; });
    form.addEventListener("focusout", save);
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) isLeaving = true; });
    addEventListener("pageshow", () => { isLeaving = false; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  };

  // Searching in a long list: what is ticked stays in sight.
  const makeSearch = (list, number) => {
    const box = Object.assign(document.createElement("input"), { type: "search", className: "input ticks__search", id: `search-${number}` });
    const none = Object.assign(document.createElement("p"), { className: "ticks__none", hidden: true, textContent: list.dataset.wordsNone });
    none.setAttribute("role", "status");
    const label = Object.assign(document.createElement("label"), { className: "ticks__label", htmlFor: box.id, textContent: list.dataset.search });
    box.autocomplete = "off";
    box.addEventListener("input", (event) => {
      event.stopPropagation(); // it is no answer: nothing to keep
      const wanted = box.value.trim().toLowerCase();
      const rows = all(".choice", list);
      rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted) && !one(":checked", row); });
      none.hidden = rows.some((row) => !row.hidden);
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey) event.preventDefault(); });
    list.before(label, box, none);
  };

  // The step that the case is at, in the middle of its frame.
  const showHere = (frame) => {
    const here = one('.node[data-mark="now"]', frame);
    if (!here || frame.scrollWidth <= frame.clientWidth) return;
    const box = here.getBoundingClientRect();
    frame.scrollLeft += box.left + box.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
  };

  showSwitch();
  document.addEventListener("keydown", press);
  all("[data-keys-switch]").forEach((button) => button.addEventListener("click", turn));
  one("[data-close-keys]")?.addEventListener("click", (event) => event.target.closest("dialog").close());
  all("a[data-keys]").forEach((link) => link.addEventListener("click", (event) => { if (showKeys()) event.preventDefault(); }));
  all("form[data-autosave]").forEach(keepForm);
  all("[data-search]").forEach(makeSearch);
  all(".process-frame").forEach(showHere);
}
