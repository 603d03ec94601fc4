// The incident room: shows the lines of others as they come, and keeps what is written without signal until it is sent.
// Each line has an identifier from here, so that sending it again stores it once.

// Taken before session.js wraps it: asking for new lines is no work, and must not keep a session alive.
const ask = window.fetch.bind(window);
const EVERY = 4000;
const LONGEST_WAIT = 15000;
const DOUBLE_TAP = 1500;
const PREFIX = "vru-incident:";
const SESSION_CLOCK = "vru-portal-session-ends";
const SIGNED_OUT = "1";

const STATES = {
  live: "Lines of others appear here by themselves.",
  offline: "No signal. What you write is kept on this page and sent when the signal is back.",
  away: "The portal cannot answer just now. What you write is kept on this page and sent when it can.",
  signedOut: "You are signed out. What you wrote is kept on this page: sign in again in another tab, and it is sent.",
  lost: "You no longer take part in this incident. What is marked as waiting was not stored.",
};

function identifier() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

// Lines that wait for signal. They stay in this tab only, and leave it when they are stored, at sign-out, with the tab.
class Kept {
  constructor(owner, address) {
    this.name = `${PREFIX}${owner}:${address}`;
    for (const name of Kept.names()) if (!name.startsWith(`${PREFIX}${owner}:`)) sessionStorage.removeItem(name);
  }

  static names() {
    try {
      return Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
    } catch {
      return [];
    }
  }

  static forget() {
    for (const name of Kept.names()) sessionStorage.removeItem(name);
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) || [];
    } catch {
      return [];
    }
  }

  write(lines) {
    try {
      if (lines.length) sessionStorage.setItem(this.name, JSON.stringify(lines));
      else sessionStorage.removeItem(this.name);
    } catch {
      // Without storage the lines last as long as the page.
    }
  }
}

class Room {
  constructor(page) {
    this.page = page;
    this.address = page.dataset.lines;
    this.last = Number(page.dataset.last);
    this.log = page.querySelector("[data-log]");
    this.waiting = page.querySelector("[data-waiting]");
    this.form = page.querySelector("form[data-writes='form']");
    this.token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    this.kept = new Kept(page.dataset.owner, this.address);
    this.queue = this.kept.read();
    this.tapped = new WeakMap();
    page.querySelector("[data-reload]").hidden = true;
    this.listen();
    if (this.form) this.followKind();
    this.show();
    this.poll();
  }

  listen() {
    this.page.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-writes]")) return;
      event.preventDefault();
      this.write(event.target);
    });
    window.addEventListener("online", () => this.poll());
    window.addEventListener("offline", () => this.say("offline"));
    window.addEventListener("beforeunload", (event) => this.queue.length && event.preventDefault());
    document.addEventListener("visibilitychange", () => this.poll());
    for (const form of document.querySelectorAll("form[data-signs-out]")) {
      form.addEventListener("submit", (event) => this.askBeforeSigningOut(event), true);
    }
  }

  // Signing out clears what waits here, so it is asked about.
  askBeforeSigningOut(event) {
    const question = "What you wrote has not been sent yet, and is lost if you sign out now. Sign out?";
    if (this.queue.length && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    this.queue = [];
  }

  // Writing ---------------------------------------------------------------------------------------------------------

  followKind() {
    const told = JSON.parse(this.form.querySelector("script[type='application/json']").textContent);
    const all = new Set(Object.values(told).flat());
    const offer = () => {
      for (const part of this.form.querySelectorAll("[data-field]")) {
        const name = part.dataset.field;
        part.hidden = all.has(name) && !told[this.form.elements.kind.value].includes(name);
      }
    };
    this.form.elements.kind.addEventListener("change", offer);
    this.form.addEventListener("reset", () => setTimeout(offer));
    offer();
  }

  write(form) {
    if (this.isSecondTap(form)) return;
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    fields.id = identifier();
    fields.written_at = new Date().toISOString();
    const isForm = form === this.form;
    const chosen = isForm
      ? [...form.querySelectorAll("[data-field]:not([hidden]) select")].filter((one) => one.value)
      : [];
    const words = isForm ? chosen.map((one) => one.selectedOptions[0].textContent.trim()) : [form.dataset.words];
    if (isForm && fields.people) words.push(fields.people);
    this.queue.push({ id: fields.id, fields, words: words.join(", "), text: isForm ? fields.text : "", isForm });
    if (isForm) this.clear(form);
    this.keep();
    this.flush();
  }

  // A thumb that taps twice means it once. What was typed is always meant.
  isSecondTap(form) {
    const isSecond = Date.now() - (this.tapped.get(form) || 0) < DOUBLE_TAP;
    this.tapped.set(form, Date.now());
    return isSecond && (form !== this.form || this.isUntouched());
  }

  clear(form) {
    form.querySelector(".portal-write__problem")?.remove();
    form.reset();
    for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) field.value = "";
    form.elements.text.dispatchEvent(new Event("keyup")); // the count of characters listens to keys alone
  }

  keep() {
    this.kept.write(this.queue);
    this.show();
  }

  async flush() {
    if (this.sending || !this.queue.length) return;
    if (!navigator.onLine) {
      this.say("offline");
      return;
    }
    this.sending = true;
    this.show();
    let line;
    while ((line = this.queue.find((one) => !one.problem)) && (await this.send(line)));
    this.sending = false;
    this.show();
  }

  // Says whether the next line may be sent.
  async send(line, isRepeat = false) {
    let answer;
    try {
      answer = await window.fetch(`${this.page.dataset.writing}?after=${this.last}`, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        body: new URLSearchParams(line.fields),
        signal: AbortSignal.timeout(LONGEST_WAIT),
      });
    } catch {
      this.say("offline");
      return false;
    }
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (answer.ok && isJson) return this.isStored(line, await answer.json());
    if ([400, 409].includes(answer.status) && isJson) return this.isRefused(line, (await answer.json()).errors);
    if (answer.status === 404) return this.say("lost");
    if (answer.status !== 403) return this.say("away");
    // The session has ended, or has begun anew since the page was opened: then a fresh token is needed.
    return !isRepeat && (await this.renew()) ? this.send(line, true) : false;
  }

  // Beside the button, where the thumb is: the log itself may lie below the screen.
  tell(words) {
    if (this.form) this.form.querySelector("[data-told]").textContent = words;
  }

  isStored(line, news) {
    this.queue = this.queue.filter((one) => one.id !== line.id);
    this.keep();
    this.take(news);
    this.say("live");
    if (line.isForm) this.tell(`Stored as line ${news.lines.find((one) => one.id === line.id)?.position ?? ""}`);
    return true;
  }

  isRefused(line, problems) {
    line.problem = problems.join("\n");
    this.keep();
    if (line.isForm && this.isUntouched()) this.change(line);
    return true;
  }

  isUntouched() {
    return this.form && ![...this.form.querySelectorAll("textarea, input[type=text]")].some((one) => one.value);
  }

  // Gives a line that was refused back to the form, with what is wrong.
  change(line) {
    this.drop(line);
    const summary = this.summary(line.problem.split("\n"));
    this.clear(this.form);
    for (const [name, value] of Object.entries(line.fields)) {
      const field = this.form.elements[name];
      if (field && field.type !== "hidden") field.value = value;
    }
    this.form.elements.kind.dispatchEvent(new Event("change"));
    this.form.prepend(summary);
    this.tell("Not stored");
    // The button lies below what is wrong: without this, a phone shows nothing of it.
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "start", behavior: "instant" });
  }

  summary(problems) {
    const summary = element("div", "govuk-error-summary portal-write__problem");
    const list = element("ul", "govuk-list govuk-error-summary__list");
    list.append(...problems.map((problem) => element("li", "govuk-error-message", problem)));
    const body = element("div", "");
    body.setAttribute("role", "alert");
    body.append(element("h3", "govuk-error-summary__title", "There is a problem"), list);
    summary.tabIndex = -1;
    summary.append(body);
    return summary;
  }

  drop(line) {
    this.queue = this.queue.filter((one) => one.id !== line.id);
    this.keep();
  }

  // Showing ---------------------------------------------------------------------------------------------------------

  show() {
    this.waiting.replaceChildren(...this.queue.map((line) => this.shown(line)).reverse());
    this.waiting.hidden = !this.queue.length;
    const held = new Set(this.queue.filter((line) => !line.isForm).map((line) => line.words));
    for (const form of this.page.querySelectorAll("form[data-writes='tap']")) {
      form.closest("[data-proposal]").querySelector("[data-held]").hidden = !held.has(form.dataset.words);
    }
    if (this.queue.length) this.tell("Not stored yet");
    this.page.querySelector("[data-empty]").hidden = Boolean(this.queue.length || this.log.children.length);
  }

  shown(line) {
    const item = element("li", "portal-line portal-line--waiting");
    const head = element("p", "portal-line__head");
    const state = line.problem ? "Not stored" : this.sending ? "Sending" : "Waiting for signal";
    head.append(element("strong", "", line.words), " ", element("strong", `govuk-tag govuk-tag--${line.problem ? "red" : "yellow"}`, state));
    item.append(head);
    if (line.text) item.append(element("p", "portal-line__text portal-text", line.text));
    if (line.problem) {
      item.append(...line.problem.split("\n").map((problem) => element("p", "govuk-error-message", problem)));
      item.append(this.buttons(line));
    }
    return item;
  }

  buttons(line) {
    const group = element("div", "govuk-button-group");
    const offers = [["Delete", () => this.drop(line)]];
    if (line.isForm && this.form) offers.unshift(["Change it", () => this.change(line)]);
    for (const [text, act] of offers) {
      const button = element("button", "govuk-button govuk-button--secondary", text);
      button.type = "button";
      button.addEventListener("click", act);
      group.append(button);
    }
    return group;
  }

  // Takes in what the server tells: in order, each line once, however often it is told.
  take(news) {
    if (news.token) this.token = news.token;
    this.page.querySelector("[data-standing]").innerHTML = news.standing;
    for (const line of news.lines) this.insert(line);
    this.last = Math.max(this.last, news.last);
    this.show();
  }

  insert({ id, position, key, by, html }) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const item = holder.content.querySelector("li");
    const stored = this.log.querySelector(`[data-line="${id}"]`);
    if (stored) {
      stored.replaceWith(item);
      return;
    }
    if (by !== this.page.dataset.owner) item.classList.add("portal-line--new");
    const below = [...this.log.children].find((one) => Number(one.dataset.position) < position);
    this.log.insertBefore(item, below || null);
    this.markDone(key, position);
  }

  markDone(key, position) {
    for (const proposal of this.page.querySelectorAll("[data-proposal]")) {
      if (proposal.dataset.proposal !== key) continue;
      const done = proposal.querySelector("[data-done]");
      const link = done.querySelector("a");
      link.href = `#line-${position}`;
      link.querySelector("span").textContent = position;
      done.hidden = false;
      proposal.querySelector("[data-does]").textContent = "Again";
    }
  }

  say(state) {
    const target = this.page.querySelector("[data-live]");
    this.page.classList.toggle("portal-incident--waits", state !== "live");
    // To a closed incident nobody writes: nothing is promised.
    const words = state === "live" && !this.form ? "" : STATES[state];
    if (target.textContent !== words) target.textContent = words;
    return false;
  }

  // Asking ----------------------------------------------------------------------------------------------------------

  // A hidden tab asks for nothing; when it is looked at again, it asks at once.
  async poll() {
    clearTimeout(this.timer);
    if (document.hidden || this.asking) return;
    this.asking = true;
    const may = await this.fetchNews();
    this.asking = false;
    if (may) this.flush();
    if (may !== null) this.timer = setTimeout(() => this.poll(), EVERY);
  }

  renew() {
    return this.fetchNews("&token=1");
  }

  // Says whether lines may be sent now; null where there is no use in asking again.
  async fetchNews(more = "") {
    try {
      const answer = await ask(`${this.address}?after=${this.last}${more}`, {
        headers: { Accept: "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(LONGEST_WAIT),
      });
      if (answer.type === "opaqueredirect") return this.say("signedOut");
      if ([403, 404].includes(answer.status)) return this.say("lost") || null;
      if (!answer.ok) return this.say("away");
      if (answer.status !== 204) this.take(await answer.json());
    } catch {
      return this.say("offline");
    }
    this.say("live");
    return true;
  }
}

export function openIncidentRoom() {
  // On every page and in every tab: who signs out leaves nothing behind.
  for (const form of document.querySelectorAll("form[data-signs-out]")) form.addEventListener("submit", Kept.forget);
  window.addEventListener("storage", (event) => {
    if (event.key === SESSION_CLOCK && event.newValue === SIGNED_OUT) Kept.forget();
  });
  const page = document.querySelector("[data-incident]");
  if (page && AbortSignal.timeout) new Room(page);
}
