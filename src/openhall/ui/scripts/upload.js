"use strict";
// Sends files in parts, so that a dropped line costs a few seconds and not the whole file. The page works without it.
//
// It improves   <input type="file" data-upload="/api/v1/uploads?service=…&question=…" …>   with
//   data-max-bytes       the largest file, in bytes (0: the server says)
//   data-accept          endings, like ".pdf,.jpg": others are left to the server, which looks at the content
//   data-hidden-name     name of the hidden fields that take the id of each file that has arrived, one for each file
//   data-words-sending   "Sending {name}: {percent}"
//   data-words-resuming  "The line was cut. Going on with {name}."
//   data-words-done      "{name} has arrived."
//   data-words-failed    "{name} did not arrive. Please choose it again."
//   data-words-too-large "{name} is larger than {size}." (optional; else as failed)
// What the server says of a file that it refuses (its problem's "detail") is shown after the words for failed.
// A guest's file needs its secret besides: the hidden field then says "id.secret".
// The form waits for the files. One for which the line never came back stays chosen and goes with the form, as it does
// without this script; one that was refused or has arrived does not.
{
  const PART = 256 * 1024;
  const WAITS = [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000];
  const PROTOCOL = { "Tus-Resumable": "1.0.0" };

  const pause = (milliseconds) => new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  const fill = (words, values) => (words || "").replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

  /** What the server will not take: asking again does not help. */
  class Refused extends Error {}

  async function ask(address, method, headers, body) {
    const language = { "Accept-Language": document.documentElement.lang };
    const answer = await fetch(address, { method, headers: { ...PROTOCOL, ...language, ...headers }, body });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    const passes = answer.status >= 500 || answer.status === 409 || answer.status === 429;
    throw passes ? new Error(problem.detail || answer.status) : new Refused(problem.detail || "");
  }

  async function begin(field, file) {
    const headers = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` };
    const answer = await ask(field.dataset.upload, "POST", headers);
    return new URL(answer.headers.get("Location"), location.href).href;
  }

  /** Send one part from where the server is; return its answer. */
  async function advance(address, file, known) {
    const offset = known ?? Number((await ask(address, "HEAD", {})).headers.get("Upload-Offset"));
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    return ask(address, "PATCH", headers, file.slice(offset, offset + PART));
  }

  /** Send a whole file; return the value for its hidden field. `tell` is called with the part that has arrived. */
  async function send(field, file, tell) {
    let address, offset, failures = 0;
    tell(0, false);
    for (;;) {
      try {
        if (!address) {
          address = await begin(field, file);
          offset = 0;
        }
        const answer = await advance(address, file, offset);
        offset = Number(answer.headers.get("Upload-Offset"));
        failures = 0;
        tell(offset / file.size, false);
        const id = answer.headers.get("Openhall-File");
        const secret = answer.headers.get("Openhall-File-Secret");
        if (id) return secret ? `${id}.${secret}` : id;
      } catch (error) {
        if (error instanceof Refused || failures >= WAITS.length) throw error;
        tell(offset ? offset / file.size : 0, true);
        offset = undefined;
        await pause(WAITS[failures++]);
      }
    }
  }

  /** The line below a field on which one file's way is told; a screen reader hears its words, not each percent. */
  function line(field) {
    const row = document.createElement("p");
    const words = document.createElement("span");
    const bar = document.createElement("progress");
    row.className = "upload";
    words.setAttribute("role", "status");
    bar.max = 1;
    row.append(words, " ", bar);
    field.after(row);
    const say = (text) => { if (words.textContent !== text) words.textContent = text; };
    return { row, bar, say };
  }

  function keep(field, value) {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = field.dataset.hiddenName || field.name;
    hidden.value = value;
    if (!field.multiple) {
      const old = `input[type="hidden"][name="${CSS.escape(hidden.name)}"]`;
      field.form.querySelectorAll(old).forEach((each) => each.remove());
    }
    field.form.append(hidden);
  }

  /** Send one file and tell of it; return whether it has to go with the form, because the line never came back. */
  async function take(field, file) {
    const { row, bar, say } = line(field);
    const words = field.dataset;
    const most = Number(words.maxBytes) || Infinity;
    const told = { name: file.name, size: `${Math.floor(most / 1e6)} MB` };
    const finish = (kind, text) => { bar.remove(); row.classList.add(`upload--${kind}`); say(text); };
    bar.setAttribute("aria-label", file.name);
    if (file.size > most) {
      finish("failed", fill(words.wordsTooLarge || words.wordsFailed, told));
      return false;
    }
    try {
      keep(field, await send(field, file, (part, isResuming) => {
        bar.value = part;
        const tens = `${Math.floor(part * 10) * 10}%`;
        say(fill(isResuming ? words.wordsResuming : words.wordsSending, { ...told, percent: tens }));
      }));
      finish("done", fill(words.wordsDone, told));
      return false;
    } catch (error) {
      const isRefused = error instanceof Refused;
      finish("failed", `${fill(words.wordsFailed, told)} ${isRefused ? error.message : ""}`.trim());
      return !isRefused;
    }
  }

  function improve(field) {
    let sending = 0;
    let last = Promise.resolve();
    field.addEventListener("change", () => {
      const left = new DataTransfer();
      field.parentElement.querySelectorAll(".upload").forEach((row) => row.remove());
      sending += 1;
      for (const file of field.files) {
        last = last.then(async () => { if (await take(field, file)) left.items.add(file); });
      }
      last = last.then(() => {
        sending -= 1;
        if (!sending) field.files = left.files;
      });
    });
    field.form.addEventListener("submit", (event) => {
      if (!sending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      last.then(() => field.form.requestSubmit(button));
    }, { capture: true });
  }

  if ("fetch" in window && "slice" in Blob.prototype) {
    document.querySelectorAll('input[type="file"][data-upload]').forEach(improve);
  }
}
