// The log form: makes the identifier of a new entry in the browser, keeps what is typed while it is typed, and offers
// the interventions of the pilot that is chosen.

const QUIET = 1500;

function giveIdentifier(form) {
  if (!("fresh" in form.dataset) || !crypto.randomUUID) return;
  const made = crypto.randomUUID();
  form.dataset.keep = form.dataset.keep.replace(form.elements.id.value, made);
  form.elements.id.value = made;
}

function typedFields(form) {
  const fields = new FormData(form);
  fields.delete("action");
  return fields;
}

class KeepsTyped {
  constructor(form) {
    this.form = form;
    this.word = form.querySelector("[data-kept]");
    this.sent = false;
    this.ended = new AbortController();
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.keep());
  }

  later() {
    if (this.sent) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), QUIET);
  }

  stop() {
    this.sent = true;
    clearTimeout(this.timer);
    this.ended.abort();
    this.ended = new AbortController();
    // The offline guard may hold the form back: then typing goes on and is kept again.
    setTimeout(() => (this.sent = false), 3000);
  }

  async keep() {
    clearTimeout(this.timer);
    this.timer = null;
    try {
      const answer = await fetch(this.form.dataset.keep, {
        method: "POST",
        body: typedFields(this.form),
        keepalive: document.hidden,
        signal: this.ended.signal,
      });
      if (answer.status === 409) {
        this.word.textContent = "Saved since, here or in another tab: open the entry again before you go on.";
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const { kept_at: time } = await answer.json();
      this.word.textContent = `Kept at ${time}. It is not submitted yet.`;
    } catch {
      if (this.sent) return;
      this.word.textContent = "Not kept just now: what you typed is still on this page.";
    }
  }
}

// An intervention belongs to one pilot: the value of a place starts with the key of its pilot, such as "7:l3".
function followPlace(form) {
  const { place, intervention } = form.elements;
  if (!intervention || !place) return;
  const told = form.querySelector("[data-counts-towards]");
  const tell = () => {
    told.hidden = !intervention.value;
    const chosen = intervention.selectedOptions[0];
    told.querySelector("strong").textContent = intervention.value ? chosen.textContent.trim() : "";
  };
  const offer = () => {
    const pilot = place.value.split(":")[0];
    for (const option of intervention.options) {
      const isAnothers = Boolean(pilot && option.dataset.pilot && option.dataset.pilot !== pilot);
      option.disabled = isAnothers && !option.selected;
    }
  };
  place.addEventListener("change", () => {
    const { pilot } = intervention.selectedOptions[0].dataset;
    if (pilot && pilot !== place.value.split(":")[0]) intervention.value = "";
    offer();
    tell();
  });
  intervention.addEventListener("change", tell);
  offer();
}

export function keepEntry() {
  for (const form of document.querySelectorAll("form[data-entry]")) {
    giveIdentifier(form);
    followPlace(form);
    new KeepsTyped(form);
  }
}
