/* The question which sources are cited at a place: found in the library by words or by a pasted name, or added to it. */
import { ask, make, row } from "desk/dialogs"

const PAUSE = 200

/* Gives the numbers of the chosen sources, an empty list to take the citation out, or null when all stays as it is. */
export const askSources = (settings, numbers) => {
  const { words } = settings
  const { find, known } = settings.sources
  const chosen = new Set(numbers)
  let found = []
  let names = {}

  const search = make("input", { type: "search", autocomplete: "off" })
  const status = make("p", { className: "help", data: { role: "status" } })
  const list = make("div", { className: "desk-works", data: { role: "group", "aria-label": words.foundSources } })
  const more = make("button", { type: "button", className: "desk-quiet", textContent: words.addSource, hidden: true })
  const fresh = newSource(settings, async (source) => {
    known[source.id] = source
    chosen.add(String(source.id))
    found = [source]
    show()
    status.textContent = source.words
    search.focus()
  })

  const show = () => {
    const rest = found.filter((source) => !chosen.has(String(source.id)))
    const rows = [...[...chosen].map((number) => known[number] || { id: number, words: words.unknownSource.replace("%d", number) }), ...rest]
    list.replaceChildren(
      ...rows.map((source) => {
        const number = String(source.id)
        const box = make("input", { type: "checkbox", checked: chosen.has(number) })
        box.addEventListener("change", () => {
          known[number] ||= source
          if (box.checked) chosen.add(number)
          else chosen.delete(number)
          search.setCustomValidity("")
        })
        const facts = [source.kind, source.state && make("strong", { textContent: source.state })].filter(Boolean)
        const line = make("span", { className: "quiet" })
        facts.forEach((fact, place) => line.append(place ? " · " : "", fact))
        return make("label", { className: "desk-work" }, box, make("span", {}, make("bdi", { textContent: source.words }), line))
      }),
    )
  }

  let asked = 0
  const look = async () => {
    const turn = ++asked
    status.textContent = words.searching
    let answer
    try {
      const response = await fetch(`${find}?q=${encodeURIComponent(search.value.slice(0, 2000))}`)
      if (!response.ok) throw new Error(response.status)
      answer = await response.json()
    } catch {
      if (turn === asked) status.textContent = words.searchFailed
      return
    }
    if (turn !== asked) return // another answer is on its way
    found = answer.sources
    names = answer.known
    status.textContent = answer.reason || (found.length ? "" : words.noSources)
    more.hidden = !answer.may_add || !search.value.trim() || Boolean(Object.keys(names).length && found.length)
    show()
  }
  let pause
  search.addEventListener("input", () => {
    search.setCustomValidity("")
    clearTimeout(pause)
    pause = setTimeout(look, PAUSE)
  })
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    list.querySelector("input:not(:checked)")?.focus()
  })
  more.addEventListener("click", () => fresh.open(names, search.value.trim()))
  look()

  const read = () => {
    if (chosen.size) return [...chosen]
    search.setCustomValidity(words.citeNothing)
    search.reportValidity()
  }
  const remove = make("button", { type: "button", textContent: words.removeCitation, answer: [] })
  const rows = [row(words.findSource, search), status, list, more, fresh.dom]
  return ask(words.cite, words, rows, read, { submit: numbers.length ? words.apply : words.citeHere, others: numbers.length ? [remove] : [] })
}

/* The few fields of a work that is not in the library yet. `done` gets the row that the library made of it. */
const newSource = (settings, done) => {
  const { words } = settings
  const { add, kinds } = settings.sources
  const kind = make("select", {}, ...kinds.map(([value, label]) => make("option", { value, textContent: label })))
  const fields = {
    title: [words.sourceTitle, make("input", { type: "text", maxLength: 400 })],
    kind: [words.sourceKind, kind],
    authors: [words.sourceAuthors, make("textarea", { rows: 3, maxLength: 2000 })],
    container: [words.sourceContainer, make("input", { type: "text", maxLength: 200 })],
    publisher: [words.sourcePublisher, make("input", { type: "text", maxLength: 200 })],
    year: [words.sourceYear, make("input", { type: "text", inputMode: "numeric", maxLength: 4 })],
  }
  const problems = {}
  const known = make("p", { className: "help" })
  const general = make("p", { className: "desk-ask-problem", data: { role: "alert" } })
  const send = make("button", { type: "button", className: "desk-ask-add", textContent: words.addAndCite })
  const rows = Object.entries(fields).map(([name, [label, control]]) => {
    const problem = (problems[name] = make("p", { className: "desk-ask-problem" }))
    const dom = row(label, control)
    problem.id = `${control.id}-problem`
    control.setAttribute("aria-describedby", problem.id)
    dom.append(problem)
    return dom
  })
  const dom = make("fieldset", { className: "desk-new-source", hidden: true }, make("legend", { textContent: words.newSource }), known, ...rows, general, send)
  let names = {}

  const tell = (errors) => {
    for (const [name, [, control]] of Object.entries(fields)) {
      problems[name].textContent = (errors[name] || []).join(" ")
      control.setAttribute("aria-invalid", Boolean(errors[name]))
    }
    const others = Object.entries(errors).filter(([name]) => !fields[name])
    general.textContent = others.flatMap(([, sentences]) => sentences).join(" ")
    const first = Object.keys(fields).find((name) => errors[name])
    if (first) fields[first][1].focus()
  }

  send.addEventListener("click", async () => {
    send.disabled = true
    const data = new FormData()
    for (const [name, [, control]] of Object.entries(fields)) data.set(name, control.value)
    for (const [name, value] of Object.entries(names)) data.set(name, value)
    try {
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value
      const response = await fetch(add, { method: "POST", body: data, headers: { "X-CSRFToken": token } })
      if (!response.ok && response.status !== 400) throw new Error(response.status)
      const answer = await response.json()
      if (answer.errors) return tell(answer.errors)
      tell({})
      for (const [, control] of Object.values(fields)) if (control !== kind) control.value = ""
      dom.hidden = true
      done(answer.source)
    } catch {
      general.textContent = words.searchFailed
    } finally {
      send.disabled = false
    }
  })
  dom.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return
    event.preventDefault()
    send.click()
  })

  const open = (found, typed) => {
    names = found
    known.textContent = Object.entries(names).map(([name, value]) => `${settings.sources.names[name]}: ${value}`).join(" · ")
    if (!Object.keys(names).length && !fields.title[1].value) fields.title[1].value = typed
    dom.hidden = false
    fields.title[1].focus()
  }
  return { dom, open }
}
