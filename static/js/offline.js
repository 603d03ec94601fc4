// A form marked data-offline-guard is sent only when the portal can be reached: otherwise the browser would replace
// the page, and what was typed on it, with an error page of its own.

const LONGEST_WAIT = 5000;
const AWAY = [502, 503, 504];

const WORDS = {
  offline: ["You are offline", "Nothing is lost: what you typed is still on this page. Try again when you have signal."],
  away: ["The portal cannot save just now", "Nothing is lost: what you typed is still on this page. Try again in a minute."],
};

async function whatIsWrong(address) {
  if (!navigator.onLine) return "offline";
  try {
    const answer = await fetch(address, {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(LONGEST_WAIT),
    });
    return AWAY.includes(answer.status) ? "away" : null;
  } catch {
    return "offline";
  }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function showNotice(form, problem) {
  removeNotice(form);
  const [title, text] = WORDS[problem];
  const notice = element("div", "govuk-error-summary portal-offline-notice");
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  notice.append(
    element("h2", "govuk-error-summary__title", title),
    element("p", "govuk-body govuk-!-margin-bottom-0", text),
  );
  form.prepend(notice);
  notice.focus();
}

function removeNotice(form) {
  form.querySelector(".portal-offline-notice")?.remove();
}

export function guardAgainstOffline() {
  const address = document.body.dataset.healthz;
  if (!address || !AbortSignal.timeout || !HTMLFormElement.prototype.requestSubmit) return;
  const asking = new WeakSet();
  const passed = new WeakSet();

  async function ask(form, submitter) {
    asking.add(form);
    const problem = await whatIsWrong(address);
    asking.delete(form);
    if (problem) return showNotice(form, problem);
    removeNotice(form);
    passed.add(form);
    return submitter?.isConnected ? form.requestSubmit(submitter) : form.requestSubmit();
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("form[data-offline-guard]")) return;
      if (passed.delete(form)) return;
      event.preventDefault();
      // The page's other listeners see the form once only, when it is really sent.
      event.stopImmediatePropagation();
      if (!asking.has(form)) ask(form, event.submitter);
    },
    true,
  );
}
