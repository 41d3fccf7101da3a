"use strict"

const $ = id => document.getElementById(id)
const sides = ["left", "right"]

let now = null   // what the server has told last
let shown = null // when the pair came into sight; null: none is to be answered

// call asks the server, and returns the state that it replies with. 409 is a state too: the pair was answered elsewhere.
async function call(path, body) {
  let reply
  try {
    reply = await fetch(path, body && {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify(body),
    })
  } catch {
    throw new Error("The program behind this page has stopped. What you have answered is kept; start it again with --resume to go on.")
  }
  if (!reply.ok && reply.status !== 409) {
    throw new Error(await reply.text())
  }
  say(reply.status === 409 ? "That pair was answered already, in another tab or window. Here is the next one." : "")
  return reply.json()
}

const say = text => { $("notice").textContent = text }

function only(section) {
  for (const id of ["start", "ask", "end"]) {
    $(id).hidden = id !== section
  }
}

// show is the page for a state.
async function show(state) {
  now = state
  if (state.end) {
    showEnd(state.end)
    return
  }
  only("ask")
  $("bar").max = state.pairs
  $("bar").value = state.answered
  $("count").textContent = `pair ${state.answered + 1} of ${state.pairs}`
  $("ask").classList.add("waiting")
  const images = sides.map(side => $(side).querySelector("img"))
  images.forEach((image, i) => { image.src = state.pair[sides[i]] })
  await Promise.all(images.map(image => image.decode()))
  $("ask").classList.remove("waiting")
  requestAnimationFrame(() => { shown = performance.now() })
}

async function choose(side) {
  if (shown === null) {
    return
  }
  const ms = Math.round(performance.now() - shown)
  shown = null
  $("title").focus() // or Enter would choose the same side again
  await attempt(async () => show(await call("answer", {pair: now.answered, chosen: side, ms})))
}

// attempt shows what went wrong, and leaves the pair to be answered again.
async function attempt(action) {
  try {
    await action()
  } catch (error) {
    say(error.message)
    if (now?.pair && !$("ask").hidden) {
      shown = performance.now()
    }
  }
}

const origin = data => data.endsWith("/test") ? `from the test images of ${data.slice(0, -5)}` : `from the images of ${data}`

const percent = p => (100 * p).toFixed(1) + "\u00a0%"

function showEnd(end) {
  only("end")
  const {fooled, answers, rate} = end.session
  $("verdict").textContent = `You took the generated picture for the real one in ${fooled} of ${answers} pairs: ${percent(rate)}.`
  $("meaning").textContent = end.session.meaning
  const rows = [["you", end.session], ["this run, everybody", end.run], ["all runs, everybody", end.all]]
  document.querySelector("#end tbody").replaceChildren(...rows.map(row))
  document.title = "Thank you"
  $("title").textContent = "That was all"
  $("title").focus()
}

function row([who, line]) {
  const tr = document.createElement("tr")
  const cell = (tag, text) => {
    const c = document.createElement(tag)
    c.textContent = text
    tr.append(c)
    return c
  }
  cell("th", who).scope = "row"
  cell("td", `${line.fooled} of ${line.answers}`)
  cell("td", percent(line.rate))
  cell("td", `${percent(line.low)} and ${percent(line.high)}`)
  const track = document.createElement("div")
  track.className = "track"
  track.setAttribute("aria-hidden", "true") // the numbers stand beside it
  const part = (name, left, width) => {
    const i = document.createElement("i")
    i.className = name
    if (left !== undefined) {
      i.style.left = `${100 * left}%`
    }
    if (width !== undefined) {
      i.style.width = `${100 * width}%`
    }
    track.append(i)
  }
  part("band", line.low, line.high - line.low)
  part("half")
  part("dot", line.rate)
  cell("td", "").append(track)
  return tr
}

const keys = {ArrowLeft: "left", 1: "left", ArrowRight: "right", 2: "right"}

document.addEventListener("keydown", event => {
  const side = keys[event.key]
  if (!side || event.repeat || event.altKey || event.ctrlKey || event.metaKey || $("ask").hidden) {
    return
  }
  event.preventDefault()
  choose(side)
})
for (const side of sides) {
  $(side).addEventListener("click", () => choose(side))
}
$("start").addEventListener("submit", event => {
  event.preventDefault()
  attempt(async () => {
    const state = now.answered === 0 ? await call("begin", {name: $("name").value}) : await call("state")
    await show(state)
  })
})

attempt(async () => {
  const state = await call("state")
  if (state.end) {
    await show(state)
    return
  }
  now = state
  const left = state.pairs - state.answered
  $("intro").textContent = (state.answered === 0 ? `You will see ${left} pairs of pictures.` :
    `${state.answered} of ${state.pairs} pairs are answered, ${left} are left.`) +
    ` In each pair one picture is real, ${origin(state.data)}; the other was made by a network. Choose the real one.`
  $("name").value = state.name
  $("who").hidden = state.answered > 0
  $("begin").textContent = state.answered === 0 ? "Begin" : "Go on"
  only("start")
  $(state.answered === 0 ? "name" : "begin").focus()
})
